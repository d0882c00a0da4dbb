package studio.sfumato.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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
import studio.sfumato.net.upscale.RrdbConfig;
import studio.sfumato.net.upscale.UpscalerConfig;
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
import studio.sfumato.weights.checkpoint.UpscalerFile;

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

    /// The names and shapes of ESRGAN as its authors' three codes write them: the first (`RRDB_ESRGAN_x4_old_arch`),
    /// the
    /// second (`RRDBNet_arch`) and that of Real-ESRGAN (BasicSR's `rrdbnet_arch`).
    @ParameterizedTest
    @CsvSource({
        "FIRST, 23, 1, 702, 4", // ESRGAN and most of what people trained from it
        "SECOND, 23, 1, 702, 4",
        "THIRD, 23, 1, 702, 4", // RealESRGAN_x4plus
        "THIRD, 6, 1, 192, 4", // RealESRGAN_x4plus_anime_6B
        "THIRD, 23, 2, 702, 2" // RealESRGAN_x2plus
    })
    void upscalersAskForAllTensorsAndNoOthers(EsrganNames names, int blocks, int gathered, int tensors, int scale)
            throws IOException {
        Map<String, int[]> published = names.tensors(blocks, gathered);
        assertThat(published).hasSize(tensors);
        UpscalerFile file =
                UpscalerFile.open(new PublishedCheckpoint(published).writeSparse(folder.resolve("4x.safetensors")));
        Map<String, int[]> renamed = new LinkedHashMap<>();
        file.weights()
                .keys()
                .forEach(key -> renamed.put(key, file.weights().get(key).shape().dims()));
        Recorder weights = new Recorder(renamed);
        UpscalerConfig told = UpscalerConfig.from(file.config());

        told.build(weights);

        assertThat(told).isEqualTo(new RrdbConfig(64, 32, blocks, 2, gathered));
        assertThat(told.scale()).isEqualTo(scale);
        assertThat(weights.asked).isEqualTo(weights.keys()).hasSize(tensors);
    }

    /// What the layers of ESRGAN are called: the block `%1$d`, its part `%2$d` and the convolution `%3$d` in it; then
    /// first, behind the blocks, two doublings, and the last two.
    private enum EsrganNames {
        FIRST("model.1.sub.%d.RDB%d.conv%d.0", "model.0 model.1.sub.%d model.3 model.6 model.8 model.10"),
        SECOND("RRDB_trunk.%d.RDB%d.conv%d", "conv_first trunk_conv upconv1 upconv2 HRconv conv_last"),
        THIRD("body.%d.rdb%d.conv%d", "conv_first conv_body conv_up1 conv_up2 conv_hr conv_last");

        private final String inBlocks;
        private final String others;

        EsrganNames(String inBlocks, String others) {
            this.inBlocks = inBlocks;
            this.others = others;
        }

        private Map<String, int[]> tensors(int blocks, int gathered) {
            Map<String, int[]> tensors = new LinkedHashMap<>();
            for (int block = 0; block < blocks; block++) {
                for (int part = 1; part <= 3; part++) {
                    for (int conv = 1; conv <= 5; conv++) {
                        String name = inBlocks.formatted(block, part, conv);
                        put(tensors, name, 64 + 32 * (conv - 1), conv == 5 ? 64 : 32);
                    }
                }
            }
            List<String> names = List.of(others.formatted(blocks).split(" ", -1));
            for (int i = 0; i < names.size(); i++) {
                int in = i == 0 ? 3 * gathered * gathered : 64;
                put(tensors, names.get(i), in, i == names.size() - 1 ? 3 : 64);
            }
            return tensors;
        }

        private static void put(Map<String, int[]> tensors, String name, int in, int out) {
            tensors.put(name + ".weight", new int[] {out, in, 3, 3});
            tensors.put(name + ".bias", new int[] {out});
        }
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
