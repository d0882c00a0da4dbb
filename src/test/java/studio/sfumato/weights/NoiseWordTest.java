package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.NoiseFacts.Source;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// What the user says of a model's noise, and where it is kept.
class NoiseWordTest {
    private static final NoiseWord V = NoiseWord.NONE.withPrediction(Optional.of(Predicts.V_PREDICTION));

    @TempDir
    Path folder;

    private Path file(TinyCheckpoint model) {
        return model.writeHeader(folder.resolve("dream.safetensors"));
    }

    private Path kept() {
        return folder.resolve("dream.sfumato.json");
    }

    @Test
    void itGoesBeforeWhatTheFileSaysAndIsTakenBack() {
        Path model = file(TinyCheckpoint.of("sdxl-fp16"));

        V.withZeroSnr(Optional.of(true)).keep(model);
        NoiseScheduleConfig told = SingleFile.open(model).noiseSchedule();
        assertThat(told.predicts()).isEqualTo(Predicts.V_PREDICTION);
        assertThat(told.rescaleToZeroSnr()).isTrue();
        assertThat(kept()).content().isEqualToIgnoringNewLines("{  \"prediction\" : \"v\",  \"ztsnr\" : true}");

        NoiseWord.NONE.keep(model);
        NoiseScheduleConfig again = SingleFile.open(model).noiseSchedule();
        assertThat(again.predicts()).isEqualTo(Predicts.EPSILON);
        assertThat(again.rescaleToZeroSnr()).isFalse();
        assertThat(kept()).as("nothing is left to keep").doesNotExist();
    }

    @Test
    void itGoesBeforeMarkersToo() {
        Path model = file(TinyCheckpoint.of("sdxl-v-pred").with("ztsnr", 0));
        new NoiseWord(Optional.of(Predicts.EPSILON), Optional.of(false)).keep(model);
        NoiseScheduleConfig told = SingleFile.open(model).noiseSchedule();
        assertThat(told.predicts()).isEqualTo(Predicts.EPSILON);
        assertThat(told.rescaleToZeroSnr()).isFalse();
    }

    @Test
    void whatElseIsKeptThereStaysAsItIs() throws IOException {
        Path model = file(TinyCheckpoint.of("sd1-fp16"));
        Files.writeString(
                kept(),
                "{\"name\": \"Drëam\", \"steps\": 11, \"latent_rgb\": [0.1, 1, -2.5], \"own\": {\"a\": null},"
                        + " \"prediction\": \"eps\", \"cfg\": 6.5}");
        V.keep(model);
        ComponentConfig all = UserFile.read(model);
        assertThat(all.keys()).containsExactly("name", "steps", "latent_rgb", "own", "prediction", "cfg");
        NoiseWord.NONE.keep(model);
        assertThat(kept()).content().isEqualToIgnoringWhitespace("""
                        {"name": "Drëam", "steps": 11, "latent_rgb": [0.1, 1, -2.5], "own": {"a": null}, "cfg": 6.5}
                        """);
        assertThat(folder.toFile().list()).as("nothing else").containsOnly("dream.safetensors", "dream.sfumato.json");
    }

    @Test
    void aFolderKeepsItInItsOwnFileAndItGoesBeforeItsScheduler() {
        Path model = ModelFolderBuilder.sd1(folder.resolve("fox"))
                .write("sfumato.json", "{\"steps\": 9}")
                .folder();
        V.withZeroSnr(Optional.of(true)).keep(model);
        ModelFolder told = ModelFolder.open(model);
        assertThat(told.noiseSchedule().predicts()).isEqualTo(Predicts.V_PREDICTION);
        assertThat(told.noiseSchedule().rescaleToZeroSnr()).isTrue();
        assertThat(told.defaults().steps()).isEqualTo(9);
        assertThat(told.noiseFacts().prediction()).contains(Predicts.EPSILON);
        assertThat(told.noiseFacts().predictionFrom()).isEqualTo(Source.SCHEDULER);
    }

    @Test
    void aFileThatIsNoJsonIsLeftAlone() throws IOException {
        Path model = file(TinyCheckpoint.of("sd1-fp16"));
        Files.writeString(kept(), "{\"steps\": 11,");
        assertThatThrownBy(() -> V.keep(model))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("dream.sfumato.json is not valid JSON");
        assertThat(kept()).hasContent("{\"steps\": 11,");
    }

    @Test
    void whereItCannotBeWrittenAllIsAsBefore() throws IOException {
        Path model = file(TinyCheckpoint.of("sd1-fp16"));
        Files.writeString(kept(), "{\"steps\": 11}");
        Files.createDirectories(folder.resolve(".dream.sfumato.json.new/in the way"));
        assertThatThrownBy(() -> V.keep(model))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith(kept() + " cannot be written: ");
        assertThat(kept()).hasContent("{\"steps\": 11}");
        assertThat(SingleFile.open(model).noiseSchedule().predicts()).isEqualTo(Predicts.EPSILON);
    }

    @Test
    void aLinkStaysOne() throws IOException {
        Path model = file(TinyCheckpoint.of("sd1-fp16"));
        Path elsewhere =
                Files.writeString(Files.createDirectory(folder.resolve("far")).resolve("my.json"), "{}");
        Files.createSymbolicLink(kept(), elsewhere);
        V.keep(model);
        assertThat(kept()).isSymbolicLink();
        assertThat(elsewhere).content().contains("\"prediction\" : \"v\"");
    }

    @Test
    void whatIsNoModelIsToldNothing() throws IOException {
        Path lora = new SafetensorsWriter()
                .add("lora_unet_mid_block.lora_down.weight", Tensor.of(Shape.of(1), 1))
                .write(folder.resolve("style.safetensors"));
        assertThatThrownBy(() -> V.keep(lora))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("style.safetensors is a LoRA, not a model");
        assertThatThrownBy(() -> V.keep(folder))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage(folder + " is no model's folder");
        assertThat(folder.toFile().list()).containsOnly("style.safetensors");
    }

    @ParameterizedTest
    @CsvSource({
        "sdxl-v-pred, '', V_PREDICTION, MARKER",
        "sdxl-fp16, v, V_PREDICTION, METADATA",
        "sdxl-fp16, '', EPSILON, USUAL",
        "sd2-v, epsilon, EPSILON, METADATA",
        "sd2-v, '', , MEASURED"
    })
    void whatTellsItIsKnown(String name, String metadata, Predicts predicts, Source source) throws IOException {
        TinyCheckpoint model = TinyCheckpoint.of(name);
        NoiseFacts facts = SingleFile.open(
                        file(metadata.isEmpty() ? model : model.metadata("modelspec.prediction_type", metadata)))
                .noiseFacts();
        assertThat(facts.prediction()).isEqualTo(Optional.ofNullable(predicts));
        assertThat(facts.predictionFrom()).isEqualTo(source);
        assertThat(facts.zeroSnrFrom()).isEqualTo(Source.USUAL);

        Files.writeString(folder.resolve("dream.yaml"), "  parameterization: \"v\"\n");
        Files.writeString(kept(), "{\"prediction\": \"epsilon\"}");
        NoiseFacts both = SingleFile.open(folder.resolve("dream.safetensors")).noiseFacts();
        assertThat(both.predicts()).contains(Predicts.EPSILON);
        assertThat(both.prediction()).contains(Predicts.V_PREDICTION);
        assertThat(both.predictionFrom()).isEqualTo(Source.YAML);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"prediction\": \"dreams\"}|prediction must be \"v\" or \"epsilon\"",
                "{\"prediction\": 1}|prediction must be a string",
                "{\"ztsnr\": \"yes\"}|ztsnr must be true or false"
            })
    void aWrongValueIsRefusedByFileAndKeyAndCanBeMended(String json, String message) throws IOException {
        Path model = file(TinyCheckpoint.of("sd1-fp16"));
        Path other = ModelFolderBuilder.sd1(folder.resolve("fox"))
                .write("sfumato.json", json)
                .folder();
        Files.writeString(kept(), json);
        assertThatThrownBy(() -> SingleFile.open(model))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("dream.sfumato.json: " + message);
        assertThatThrownBy(() -> ModelFolder.open(other))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("sfumato.json: " + message);
        V.withZeroSnr(Optional.of(false)).keep(model);
        assertThat(SingleFile.open(model).noiseSchedule().predicts()).isEqualTo(Predicts.V_PREDICTION);
    }
}
