package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.job.ControlMaps;
import studio.sfumato.job.ControlUnits;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.job.SourceStore;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

class ControlArgsTest {
    @TempDir
    private Path folder;

    private final ControlArgs args = new ControlArgs();
    private ControlUnits units;
    private SourceStore sources;
    private Path picture;

    @BeforeEach
    void putANetworkAndAPicture() throws IOException {
        TinyCheckpoint.control("sd1-author").write(folder.resolve("controlnet/canny.safetensors"));
        picture = folder.resolve("picture.png");
        Png.write(picture, Raster.filled(8, 8, 0x808080), List.of());
        sources = new SourceStore(folder.resolve("sources"));
        units = new ControlUnits(
                sources,
                new ControlMaps(
                        OrtRuntime::start,
                        new AddOnShelf(List.of(folder)),
                        () -> new EngineSettings(ProviderChoice.parse("cpu"), 1, Optional.empty())));
    }

    private List<ControlUnit> units(Task task) {
        return args.units(task, units, Optional.empty(), true, CancellationToken.none());
    }

    @Test
    void whatGuidesManyPicturesIsReadAndMadeOnce() throws IOException {
        args.controls = List.of("type=canny,model=canny,image=" + picture);
        List<ControlUnit> first = units(new Task.TextToImage());
        Files.delete(picture);

        assertThat(units(new Task.TextToImage())).hasSize(1).isEqualTo(first);
    }

    @Test
    void whatFollowsThePictureToStartFromIsMadeForEach() {
        args.controls = List.of("type=canny,model=canny");
        Task grey = new Task.ImageToImage(sources.keep(Raster.filled(8, 8, 0x808080)), 0.5, ResizeMode.CROP);
        Task red = new Task.ImageToImage(sources.keep(Raster.filled(8, 8, 0xFF0000)), 0.5, ResizeMode.CROP);

        assertThat(units(grey)).isNotEqualTo(units(red)).isEqualTo(units(grey));
        assertThatThrownBy(() -> units(new Task.TextToImage()))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("image is missing");
    }
}
