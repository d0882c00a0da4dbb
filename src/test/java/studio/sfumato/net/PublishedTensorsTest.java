package studio.sfumato.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.clip.ClipConfig;
import studio.sfumato.net.clip.ClipTextModel;
import studio.sfumato.net.clip.ClipVisionModel;
import studio.sfumato.net.clip.HiddenState;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.vae.TinyVaeConfig;
import studio.sfumato.net.vae.VaeConfig;
import studio.sfumato.net.vae.VaeDecoder;
import studio.sfumato.net.vae.VaeEncoder;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightSource;
import studio.sfumato.weights.checkpoint.ClipVisionFile;
import studio.sfumato.weights.checkpoint.PublishedCheckpoint;

/// The published full-size networks have just the tensors, of just the shapes, that the builders ask for.
class PublishedTensorsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sd-1.5 unet",
                "sd-1.5-inpainting unet",
                "instruct-pix2pix unet",
                "sd-2.1 unet",
                "sd-2-inpainting unet",
                "sd-2-depth unet",
                "sdxl unet",
                "sdxl-inpainting unet",
                "sdxl-refiner unet"
            })
    void unetsAskForAllTensorsAndNoOthers(String name) {
        Recorder weights = new Recorder(PublishedNetwork.of(name).tensors());

        UNet.build(UNetConfig.from(PublishedNetwork.of(name).unet()), weights);

        assertThat(weights.asked).isEqualTo(weights.keys());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd-1.5 text_encoder", "sd-2.1 text_encoder", "sdxl text_encoder", "sdxl text_encoder_2"})
    void textEncodersAskForAllTensorsAndNoOthers(String name) {
        Recorder weights = new Recorder(PublishedNetwork.of(name).tensors());

        ClipTextModel.build(ClipConfig.from(PublishedNetwork.of(name).settings()), weights, HiddenState.clipSkip(1));

        assertThat(weights.asked).isEqualTo(weights.keys());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd-1.5 vae", "sd-2.1 vae", "sdxl vae"})
    void autoencodersAskForAllTensorsAndNoOthers(String name) {
        Recorder weights = new Recorder(PublishedNetwork.of(name).tensors());
        VaeConfig vae = VaeConfig.from(PublishedNetwork.of(name).settings());

        VaeEncoder.build(vae, weights, Wrap.NONE);
        VaeDecoder.build(vae, weights, Wrap.NONE);

        assertThat(weights.asked).isEqualTo(weights.keys());
        assertThat(vae.factor()).isEqualTo(8);
    }

    /// Two of them come with IP-Adapters (SD 1.5's and SDXL's `image_encoder`); the small one is OpenAI's own.
    @ParameterizedTest
    @CsvSource({
        "ip-adapter image_encoder, 521, 1280, 1024",
        "ip-adapter sdxl image_encoder, 777, 1664, 1280",
        "clip-vit-large-patch14 vision, 393, 1024, 768"
    })
    void visionModelsAskForAllTensorsAndNoOthers(String name, int tensors, int width, int projection)
            throws IOException {
        PublishedNetwork published = PublishedNetwork.of(name);
        assertThat(published.tensors()).hasSize(tensors);
        ClipVisionFile file = ClipVisionFile.open(
                new PublishedCheckpoint(published.tensors()).writeSparse(folder.resolve("vision.safetensors")));
        ClipVisionModel told = ClipVisionModel.from(file.config());
        Recorder weights = new Recorder(published.tensors());

        told.build(weights);

        assertThat(told).isEqualTo(ClipVisionModel.from(published.settings()));
        assertThat(file.width()).isEqualTo(width);
        assertThat(file.projection()).isEqualTo(projection);
        Set<String> wanted = new TreeSet<>(weights.keys());
        wanted.remove("vision_model.embeddings.position_ids"); // 0, 1, 2, …
        assertThat(weights.asked).isEqualTo(wanted);
    }

    @Test
    void theTinyAutoencoderAsksForAllTensorsAndNoOthers() {
        Recorder weights = new Recorder(PublishedNetwork.of("taesd vae").tensors());
        TinyVaeConfig vae = TinyVaeConfig.from(PublishedNetwork.of("taesd vae").settings());

        vae.encoder(weights, Wrap.NONE);
        vae.decoder(weights, Wrap.NONE);

        assertThat(weights.asked).isEqualTo(weights.keys());
    }

    /// Tensors of given shapes that remembers which were asked for.
    private static final class Recorder implements WeightSource {
        private final Map<String, Weight> weights = new LinkedHashMap<>();
        private final Set<String> asked = new TreeSet<>();

        private Recorder(Map<String, int[]> shapes) {
            long at = 0;
            for (String key : shapes.keySet()) {
                Shape shape = Shape.of(shapes.get(key));
                Path file = Path.of("/models/weights.safetensors");
                weights.put(key, new Weight(key, DType.F16, shape, file, at, 2L * shape.elements()));
                at += 2L * shape.elements();
            }
        }

        @Override
        public Optional<Weight> find(String key) {
            Optional<Weight> found = Optional.ofNullable(weights.get(key));
            found.ifPresent(weight -> asked.add(weight.key()));
            return found;
        }

        @Override
        public Set<String> keys() {
            return weights.keySet();
        }

        @Override
        public String name() {
            return "published";
        }
    }
}
