package studio.sfumato.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.job.AddOnCheck;
import studio.sfumato.job.SourceStore;
import studio.sfumato.ui.gallery.Studio;
import studio.sfumato.ui.generate.CanvasCreate;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnShelf;

class WindowStudioTest {
    @TempDir
    Path folder;

    @Test
    void thePictureThatCreateMakesLargerIsAtHandWhateverSizeTheFormHasNow() {
        CreateModel create = CanvasCreate.model();
        Studio studio = new WindowStudio(
                create,
                new ModelCatalogue(List.of(folder)),
                new AddOnCheck(new AddOnShelf(List.of(folder)), new AddOnHash()),
                new SourceStore(folder),
                (_, _) -> {},
                () -> {});
        PictureRef picture = new PictureRef("a".repeat(64));
        create.use(create.asked("a fox", "", "1", 1)
                .withSize(new ImageSize(512, 512))
                .withTask(new Task.Upscale(picture, 0.4, new SdUpscale(2, "Lanczos", 256))));
        create.form().widthProperty().set(256);
        assertThat(studio.asked().size()).isEqualTo(new ImageSize(256, 512));
        assertThat(studio.asked().task()).isEqualTo(new Task.ImageToImage(picture, 0.4, ResizeMode.STRETCH));
    }
}
