package studio.sfumato.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.net.clip.ClipConfig;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.vae.VaeConfig;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.WeightSource;
import studio.sfumato.weights.checkpoint.PublishedCheckpoint;
import studio.sfumato.weights.checkpoint.SingleFile;

/// The full-size single files of SD 1.5, SD 2.1, SDXL and its refiner: from nothing but their tensors' names and shapes
/// comes what their folders' configurations say, and every tensor the networks ask for.
class PublishedCheckpointTest {
    @TempDir
    private Path folder;

    /// The counts are those of the networks' tensors in v1-5-pruned-emaonly (1131 with the positions' numbers,
    /// 1145 with the trainer's noise levels) and sd_xl_base_1.0 (2515 with those and the temperature).
    @ParameterizedTest
    @CsvSource({"sd-1.5, SD1, 1130", "sd-2.1, SD2, 1226", "sdxl, SDXL, 2513", "sdxl-refiner, SDXL, 1857"})
    void sizesAreThoseOfThePublishedConfigurations(String name, ModelFamily family, int tensors) throws IOException {
        PublishedCheckpoint file = PublishedCheckpoint.of(name);
        assertThat(file.tensors()).hasSize(tensors);

        SingleFile model = SingleFile.open(file.writeSparse(folder.resolve(name + ".safetensors")));

        assertThat(model.family()).isEqualTo(family);
        assertThat(UNetConfig.from(model.config(ModelPart.UNET)))
                .isEqualTo(UNetConfig.from(PublishedNetwork.of(name + " unet").unet()));
        assertThat(VaeConfig.from(model.config(ModelPart.VAE)))
                .isEqualTo(VaeConfig.from(PublishedNetwork.of(name + " vae").settings()));
        for (ModelPart part : model.parts()) {
            PublishedNetwork published = PublishedNetwork.of(name + " " + part.folder());
            if (part == ModelPart.TEXT_ENCODER || part == ModelPart.TEXT_ENCODER_2) {
                ClipConfig ours = ClipConfig.from(model.config(part));
                ClipConfig theirs = ClipConfig.from(published.settings());
                assertThat(withEndToken(ours)).as(part.label()).isEqualTo(withEndToken(theirs));
            }
            assertThat(shapes(model.weights(part))).as(part.label()).containsAllEntriesOf(shapes(published));
        }
    }

    /// Published folders name the end token by an old mistake that means the same.
    private static ClipConfig withEndToken(ClipConfig config) {
        return new ClipConfig(
                config.vocabulary(),
                config.width(),
                config.inner(),
                config.layers(),
                config.heads(),
                config.positions(),
                config.activation(),
                config.epsilon(),
                2,
                config.projection());
    }

    private static Map<String, Integer> shapes(PublishedNetwork network) {
        return network.tensors().entrySet().stream()
                .filter(entry -> !entry.getKey().endsWith("position_ids"))
                .collect(Collectors.toMap(
                        entry -> modern(entry.getKey()),
                        entry -> Shape.of(entry.getValue()).elements()));
    }

    /// Names of the autoencoder's attention before diffusers 0.18.
    private static String modern(String key) {
        return key.replace(".query.", ".to_q.")
                .replace(".key.", ".to_k.")
                .replace(".value.", ".to_v.")
                .replace(".proj_attn.", ".to_out.0.");
    }

    private static Map<String, Integer> shapes(WeightSource source) {
        Map<String, Integer> shapes = new TreeMap<>();
        source.keys().forEach(key -> shapes.put(key, source.get(key).shape().elements()));
        return shapes;
    }
}
