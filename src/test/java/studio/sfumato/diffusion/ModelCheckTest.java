package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.StudioException;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.checkpoint.PublishedCheckpoint;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// What is wrong with a model's tensors is told from its header, by the file's own names.
class ModelCheckTest {
    private static final String UNET = "model.diffusion_model.";

    private static final String LAST = "cond_stage_model.model.transformer.resblocks.3.*"
            + "|conditioner.embedders.0.transformer.text_model.(encoder.layers.2|final_layer_norm).*";

    /// No divisor of how many parts a network's blocks have.
    private static final int STRIDE = 7;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sd-1.5", "sd-2.1", "sdxl", "sdxl-refiner"})
    void nothingIsWrongWithPublishedModelsAndEveryTensorIsCalledWhatTheFileCallsIt(String name) throws IOException {
        PublishedCheckpoint file = PublishedCheckpoint.of(name);
        SingleFile model = SingleFile.open(file.writeSparse(folder.resolve("model.safetensors")));

        assertThat(ModelCheck.of(model)).isEqualTo(ModelCheck.NOTHING);
        for (ModelPart part : model.parts()) {
            assertThat(model.weights(part).keys())
                    .as(part.label())
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(file.tensors())
                            .containsKey(model.weights(part).called(key)));
        }
    }

    /// Also those that tell a network's sizes: where they are needed for that, the model does not open, and says so.
    @ParameterizedTest
    @ValueSource(strings = {"sd1-fp16", "sd2-v", "sdxl-fp16", "sd1-averages-fp32"})
    void whateverTensorIsMissingIsNamedAsInTheFile(String name) throws IOException {
        List<String> unnoticed = new ArrayList<>();
        List<String> names = wanted(name);
        for (int i = 0; i < names.size(); i += STRIDE) {
            String key = names.get(i);
            String said = said(TinyCheckpoint.of(name).without(key).writeHeader(folder.resolve("m.safetensors")));
            if (!said.equals("m.safetensors has no tensor '" + key + "'")) {
                unnoticed.add(key + ": " + said);
            }
        }
        assertThat(names).hasSizeGreaterThan(200);
        assertThat(unnoticed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1-fp16", "sdxl-fp16"})
    void whateverTensorHasAnotherShapeIsNamedAsInTheFile(String name) throws IOException {
        List<String> unnoticed = new ArrayList<>();
        List<String> names = wanted(name);
        for (int i = 1; i < names.size(); i += STRIDE) {
            String key = names.get(i);
            String said = said(TinyCheckpoint.of(name).with(key, 7, 5, 3).writeHeader(folder.resolve("m.safetensors")));
            if (!said.startsWith("m.safetensors: tensor '" + key + "' has")) {
                unnoticed.add(key + ": " + said);
            }
        }
        assertThat(unnoticed).isEmpty();
    }

    /// {@return the tensors that a network asks for; trainers leave others}
    private static List<String> wanted(String name) {
        return TinyCheckpoint.of(name).names().stream()
                .filter(key -> !key.matches(".*(position_ids|logit_scale|model_ema\\.(decay|num_updates))"))
                .filter(key -> !key.matches(LAST)) // whose state nobody asks for
                .filter(key -> !key.matches("(alphas|betas|sqrt|log_one|posterior|v_pred|ztsnr).*"))
                .toList();
    }

    private static String said(Path file) throws IOException {
        try {
            ModelCheck check = ModelCheck.of(SingleFile.open(file));
            List<String> all = new ArrayList<>(check.problems());
            check.limits().forEach(line -> all.add(line.replaceFirst("^it cannot begin with a picture: ", "")));
            return String.join(" | ", all);
        } catch (StudioException refused) {
            return String.valueOf(refused.getMessage());
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void numbersThatAreNoFloatsAreTold() {
        TinyCheckpoint tiny = TinyCheckpoint.of("sd1-fp16");
        String key = UNET + "time_embed.0.bias";
        SafetensorsWriter writer = new SafetensorsWriter();
        tiny.names()
                .forEach(each -> writer.add(
                        each, each.equals(key) ? DType.I16 : tiny.type(each), tiny.shape(each), tiny.bytes(each)));
        ModelCheck check = ModelCheck.of(SingleFile.open(writer.write(folder.resolve("dream.safetensors"))));

        assertThat(check.problems())
                .containsExactly("dream.safetensors: tensor '" + key + "' holds I16, not floating-point numbers");
    }

    @Test
    void ofManyTheFirstAreNamedAndTheOthersCounted() {
        ModelCheck check = ModelCheck.of(SingleFile.open(TinyCheckpoint.of("sd1-fp16")
                .without(UNET + "output_blocks.1.0.")
                .without("cond_stage_model.transformer.text_model.final_layer_norm.bias")
                .with(UNET + "output_blocks.1.0.skip_connection.weight", 2, 2)
                .with(UNET + "output_blocks.1.0.in_layers.0.weight", 2)
                .writeHeader(folder.resolve("dream.safetensors"))));

        assertThat(check.problems()).hasSize(5);
        assertThat(check.problems().getFirst())
                .isEqualTo("dream.safetensors has no tensor"
                        + " 'cond_stage_model.transformer.text_model.final_layer_norm.bias'");
        assertThat(check.problems().get(1)).contains("'" + UNET + "output_blocks.1.0.in_layers.0.weight' has shape 2,");
        assertThat(check.problems().getLast()).isEqualTo("9 more tensors of the U-Net are missing or wrong");
    }

    @Test
    void aModelWithoutWhatReadsPicturesStillMakesThem() {
        ModelCheck check = ModelCheck.of(SingleFile.open(TinyCheckpoint.of("sd1-fp16")
                .without("first_stage_model.encoder.conv_in.bias")
                .writeHeader(folder.resolve("dream.safetensors"))));

        assertThat(check.problems()).isEmpty();
        assertThat(check.limits())
                .containsExactly("it cannot begin with a picture: dream.safetensors has no tensor"
                        + " 'first_stage_model.encoder.conv_in.bias'");
    }

    @Test
    void foldersInDiffusersLayoutAreSeenToAsWell() {
        assertThat(ModelCheck.of(ModelFolder.open(Path.of("models/starter")))).isEqualTo(ModelCheck.NOTHING);
    }

    @Test
    void aDepthModelWithoutAWholeNetworkForItNeedsAMap() {
        TinyCheckpoint whole = TinyCheckpoint.of("sd2-depth").without("depth_model.");
        Path file = whole.with(TinyCheckpoint.depth("dpt-hybrid"), "depth_model.model.")
                .write(folder.resolve("deep.safetensors"));
        assertThat(ModelCheck.of(SingleFile.open(file))).isEqualTo(ModelCheck.NOTHING);

        whole.without("depth_model.model.scratch.layer3_rn.").write(folder.resolve("lacking.safetensors"));
        ModelCheck check = ModelCheck.of(SingleFile.open(folder.resolve("lacking.safetensors")));
        assertThat(check.problems()).isEmpty();
        assertThat(check.limits())
                .containsExactly("its own network that sees depth cannot be used, so it needs a depth map:"
                        + " lacking.safetensors has no tensor 'scratch.layer3_rn.weight'");
    }
}
