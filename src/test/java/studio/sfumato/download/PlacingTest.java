package studio.sfumato.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.FileKind;

/// Files that lie anywhere, put where they are found.
class PlacingTest {
    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Placing.Placed put(Path file, FileKind kind) {
        return new Placing(List.of(folder.resolve("comfy"), folder.resolve("models"))).put(file, kind);
    }

    @Test
    void eachKindHasItsFolderInWhichItIsFound() throws IOException {
        Path net = put(file("control.pth", "net"), FileKind.CONTROL_NET).path();
        Path large = put(file("large.pth", "large"), FileKind.UPSCALER).path();
        assertThat(net)
                .isEqualTo(folder.resolve("models/controlnet/control.pth"))
                .hasContent("net");
        assertThat(large).isEqualTo(folder.resolve("models/upscale_models/large.pth"));
        AddOnShelf shelf = new AddOnShelf(List.of(folder.resolve("models")));
        assertThat(shelf.files(AddOnKind.CONTROL)).containsValue(net);
        assertThat(shelf.files(AddOnKind.UPSCALER)).containsValue(large);
        assertThat(folder.resolve("control.pth")).as("it stays where it was").exists();
    }

    @Test
    void whatIsFoundAlreadyStaysAndNothingIsReplaced() throws IOException {
        Path known = file("comfy/ESRGAN/large.pth", "known");
        assertThat(put(known, FileKind.UPSCALER)).isEqualTo(new Placing.Placed(known, false));
        Path one = file("one/large.pth", "one");
        Path other = file("other/large.pth", "other");
        assertThat(put(one, FileKind.UPSCALER).put()).isTrue();
        assertThat(put(one, FileKind.UPSCALER).put()).isFalse();
        assertThat(put(other, FileKind.UPSCALER).path())
                .isEqualTo(folder.resolve("models/upscale_models/large-2.pth"))
                .hasContent("other");
        assertThat(folder.resolve("models/upscale_models/large.pth")).hasContent("one");
    }
}
