package studio.sfumato.weights.addon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsWriter;

class AddOnShelfTest {
    @TempDir
    Path folder;

    private Path put(String file) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, "x");
    }

    @ParameterizedTest
    @CsvSource({
        "models, models/embeddings/bad/hands.pt, EMBEDDING, bad/hands", // ComfyUI
        "models/checkpoints, models/embeddings/hands.safetensors, EMBEDDING, hands",
        "webui/models, webui/embeddings/hands.pt, EMBEDDING, hands", // A1111
        "webui/models/Stable-diffusion, webui/embeddings/hands.pt, EMBEDDING, hands",
        "webui/models/Stable-diffusion, webui/models/Lora/clay.safetensors, LORA, clay",
        "invokeai/models, invokeai/models/sd-1/embedding/hands.pt, EMBEDDING, hands", // InvokeAI
        "invokeai/models, invokeai/models/sdxl/lora/clay.safetensors, LORA, clay",
        "models, models/loras/clay.pt, LORA, clay",
    })
    void filesLieWhereOtherProgramsPutThem(String models, String file, AddOnKind kind, String name) throws IOException {
        Path path = put(file);
        Files.createDirectories(folder.resolve(models));
        AddOnShelf shelf = new AddOnShelf(List.of(folder.resolve(models)));

        assertThat(shelf.files(kind)).containsOnlyKeys(name);
        assertThat(shelf.get(kind, name)).isEqualTo(path);
    }

    @Test
    void ofTwoFilesThatDifferInTheirEndingTheSafeOneCounts() throws IOException {
        put("models/embeddings/hands.bin");
        put("models/embeddings/hands.pt");
        Path safe = put("models/embeddings/hands.safetensors");
        put("models/embeddings/hands.preview.png");
        AddOnShelf shelf = new AddOnShelf(List.of(folder.resolve("models")));
        assertThat(shelf.files(AddOnKind.EMBEDDING)).containsOnlyKeys("hands").containsValue(safe);
    }

    @ParameterizedTest
    @CsvSource({"clay.safetensors", "style/Clay.safetensors", "CLAY.SAFETENSORS", "clay"})
    void aFileIsFoundWithItsEndingToo(String wanted) throws IOException {
        Path clay = put("models/loras/style/clay.safetensors");
        put("models/loras/clay.v2.safetensors");
        AddOnShelf shelf = new AddOnShelf(List.of(folder.resolve("models")));
        assertThat(shelf.named(AddOnKind.LORA, wanted)).contains(clay);
        assertThat(shelf.named(AddOnKind.LORA, "clay.pt")).isEmpty();
    }

    @Test
    void newFilesGoIntoAFolderThatIsThereOrElseIntoTheUsersOwn() throws IOException {
        Path shared = folder.resolve("shared");
        Path own = folder.resolve("own");
        AddOnShelf shelf = new AddOnShelf(List.of(shared, own));
        assertThat(shelf.home(AddOnKind.EMBEDDING)).contains(own.resolve("embeddings"));
        put("shared/textual_inversion/x.pt");
        assertThat(shelf.home(AddOnKind.EMBEDDING)).contains(shared.resolve("textual_inversion"));
        assertThat(AddOnShelf.none().home(AddOnKind.LORA)).isEmpty();
    }

    @Test
    void aNameThatIsNotThereIsAnsweredWithTheNearest() throws IOException {
        put("models/embeddings/bad-hands.pt");
        AddOnShelf shelf = new AddOnShelf(List.of(folder.resolve("models")));
        assertThatThrownBy(() -> shelf.get(AddOnKind.EMBEDDING, "bad-hand"))
                .isInstanceOfSatisfying(
                        ModelFileException.class,
                        missing -> assertThat(missing.hint()).contains("bad-hands"));
    }

    @Test
    void hashesAreKeptOnDiskUntilTheFileChanges() throws IOException {
        Path file = put("word.pt");
        Path cache = folder.resolve("cache");
        String hash = new AddOnHash(cache).of(AddOnKind.EMBEDDING, file);
        assertThat(hash).isEqualTo("2d711642b726");
        assertThat(new AddOnHash(cache).autoV2(file)).isEqualTo("2d711642b7");

        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "y");
        Files.setLastModifiedTime(file, time);
        assertThat(new AddOnHash(cache).of(AddOnKind.EMBEDDING, file)).isEqualTo(hash);
        assertThat(new AddOnHash(folder.resolve("other")).of(AddOnKind.EMBEDDING, file))
                .isNotEqualTo(hash);
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 5000));
        assertThat(new AddOnHash(cache).of(AddOnKind.EMBEDDING, file)).isNotEqualTo(hash);
    }

    @Test
    void aLoraWithoutItsTrainersHashIsReadOnceForBothOfItsHashes() throws IOException {
        Path file = new SafetensorsWriter()
                .add("lora_unet_x.lora_down.weight", Tensor.of(Shape.of(2), 1, 2))
                .write(folder.resolve("plain.safetensors"));
        String whole = new AddOnHash().autoV2(file);
        AddOnHash hashes = new AddOnHash();
        assertThat(hashes.of(AddOnKind.LORA, file)).matches("[0-9a-f]{12}").doesNotStartWith(whole);
        FileTime changed = Files.getLastModifiedTime(file);
        Files.write(file, new byte[(int) Files.size(file)]);
        Files.setLastModifiedTime(file, changed);
        assertThat(hashes.autoV2(file)).as("known since it was read").isEqualTo(whole);
    }
}
