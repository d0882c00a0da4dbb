package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.weights.LegacyHash;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnShelf;

class AddOnCheckTest {
    /// Of a file with the one letter `x`.
    private static final String OF_X = "2d711642b726";

    @TempDir
    Path folder;

    private List<String> notes(String embeddings, String loras) {
        return new AddOnCheck(new AddOnShelf(List.of(folder)), new AddOnHash())
                .notes(PictureParameters.of("a fox", "")
                        .with("TI hashes", embeddings)
                        .with("Lora hashes", loras));
    }

    @Test
    void whatIsMissingOrAnotherFileIsTold() throws IOException {
        Path shelf = Files.createDirectories(folder.resolve("embeddings"));
        Files.writeString(shelf.resolve("here.pt"), "x");
        Files.writeString(shelf.resolve("a,b.pt"), "x");
        Files.writeString(shelf.resolve("changed.pt"), "y");

        assertThat(notes("here: " + OF_X + ", ab: 2d711642b7, Changed: " + OF_X + ", gone: " + OF_X, "clay: " + OF_X))
                .containsExactly(
                        "the LoRA clay is not here",
                        "the embedding Changed here is another file than the picture's",
                        "the embedding gone is not here");
        assertThat(notes("", "nonsense, x: y, : , 3")).isEmpty();
    }

    @Test
    void whatAPictureNamesIsNeverTakenForAPath() throws IOException {
        Path beside = Files.writeString(folder.resolve("secret.safetensors"), "x");
        String written = beside.toString().replace('\\', '/');

        assertThat(new AddOnCheck(new AddOnShelf(List.of(folder)), new AddOnHash()).control(written))
                .isEmpty();
        assertThat(notes(written + ": " + OF_X, "")).containsExactly("the embedding " + written + " is not here");
    }

    @Test
    void aControlNetworkIsFoundByItsNameOrByTheHashBehindIt() throws IOException {
        Path shelf = Files.createDirectories(folder.resolve("controlnet"));
        byte[] weights = new byte[0x110000];
        weights[0x100000] = 1;
        Files.write(shelf.resolve("my edges.safetensors"), weights);
        AddOnCheck check = new AddOnCheck(new AddOnShelf(List.of(folder)), new AddOnHash());
        String hash = LegacyHash.of(shelf.resolve("my edges.safetensors")).orElseThrow();

        assertThat(hash).isEqualTo("c4e5cf3a");
        assertThat(check.control("My Edges")).contains("My Edges");
        assertThat(check.control("My Edges [00000000]")).contains("My Edges");
        assertThat(check.control("control_v11p_sd15_canny [" + hash + "]")).contains("my edges");
        assertThat(check.control("control_v11p_sd15_canny [00000000]")).isEmpty();
        assertThat(check.control("None")).isEmpty();
    }
}
