package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class ModelNotesTest {
    private static final int TOO_MANY_BYTES = (4 << 20) + 1;

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void make() {
        model = new SafetensorsWriter()
                .metadata("modelspec.title", "Dream of the header")
                .metadata("modelspec.trigger_phrase", "dream style, soft light")
                .add("weight", Tensor.zeros(Shape.of(1)))
                .write(folder.resolve("dream.v2.safetensors"));
    }

    private Path beside(String ending, String text) throws IOException {
        return Files.writeString(folder.resolve("dream.v2" + ending), text);
    }

    @Test
    void theHeaderTheCardAndWhatTheSiteSaysAreReadTogether() throws IOException {
        beside(".json", "{\"activation text\": \"oil, soft light\"}");
        beside(".civitai.info", "{\"model\": {\"name\": \"Dream\"}, \"trainedWords\": [\"drm person,\", \"oil\"]}");
        Path picture = beside(".preview.png", "not looked into");
        ModelNotes notes = ModelNotes.of(model);
        assertThat(notes.title()).hasValue("Dream");
        assertThat(notes.triggers()).containsExactly("oil", "soft light", "drm person", "dream style");
        assertThat(notes.preview()).hasValue(picture);
    }

    @Test
    void withNothingBesideItTheHeaderCounts() {
        ModelNotes notes = ModelNotes.of(model);
        assertThat(notes.title()).hasValue("Dream of the header");
        assertThat(notes.triggers()).containsExactly("dream style", "soft light");
        assertThat(notes.preview()).isEmpty();
    }

    @Test
    void aFoldersNotesLieBesideItUnderItsWholeName() throws IOException {
        Path diffusers = Files.createDirectory(folder.resolve("sd-v1.5"));
        Files.writeString(folder.resolve("sd-v1.5.civitai.info"), "{\"trainedWords\": [\"wash\"]}");
        Files.writeString(folder.resolve("sd-v1.civitai.info"), "{\"trainedWords\": [\"another's\"]}");
        assertThat(ModelNotes.of(diffusers).triggers()).containsExactly("wash");
        assertThat(ModelNotes.of(Files.createDirectory(folder.resolve("plain"))))
                .isEqualTo(ModelNotes.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"trainedWords\": [\"torn",
                "[[[]]]",
                "null",
                "7",
                "{\"model\": 3, \"trainedWords\": 12}",
                "{\"model\": {\"name\": [\"x\"]}, \"trainedWords\": [{\"a\": \"b\"}, 3, null, \" \", [\"deep\"]]}",
                "{\"model\": [], \"trainedWords\": {}, \"activation text\": {\"oil\": 1}}",
            })
    void whatIsTornOrOfTheWrongKindCountsAsNotWritten(String text) throws IOException {
        beside(".json", text);
        beside(".civitai.info", text);
        assertThat(ModelNotes.of(model).triggers()).containsExactly("dream style", "soft light");
        assertThat(ModelNotes.of(model).title()).hasValue("Dream of the header");
    }

    @Test
    void whatIsHugeOrNestedWithoutEndCountsAsNotWritten() throws IOException {
        beside(".json", " ".repeat(TOO_MANY_BYTES) + "{\"activation text\": \"oil\"}");
        beside(".civitai.info", "[".repeat(1 << 20));
        assertThat(ModelNotes.of(model).triggers()).containsExactly("dream style", "soft light");
        beside(".json", "{\"activation text\": \"" + "word,".repeat(500_000) + "\"}");
        String name = "n".repeat(1 << 20);
        beside(".civitai.info", "{\"model\": {\"name\": \"" + name + "\"}, \"trainedWords\": [\"" + name + "\"]}");
        assertThat(ModelNotes.of(model).triggers()).containsExactly("word", "dream style", "soft light");
        assertThat(ModelNotes.of(model).title()).hasValue("Dream of the header");
    }

    @Test
    void noMoreThanThirtyWordsCount() throws IOException {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            many.append("word").append(i).append(',');
        }
        beside(".json", "{\"activation text\": \"" + many + "\"}");
        assertThat(ModelNotes.of(model).triggers()).hasSize(30).startsWith("word0");
    }

    @Test
    void aDamagedModelAndFoldersInTheNotesPlacesDoNoHarm() throws IOException {
        Files.writeString(model, "nothing");
        Files.createDirectory(folder.resolve("dream.v2.json"));
        Files.createDirectory(folder.resolve("dream.v2.preview.png"));
        assertThat(ModelNotes.of(model)).isEqualTo(ModelNotes.NONE);
        assertThat(ModelNotes.of(folder.resolve("gone.safetensors"))).isEqualTo(ModelNotes.NONE);
        assertThat(ModelNotes.of(folder.resolve("gone"))).isEqualTo(ModelNotes.NONE);
    }
}
