package studio.sfumato.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.GoldenNetwork;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.WeightSource;

class TinyVaeFileTest {
    private static final WeightSource GOLDEN = GoldenNetwork.read("tiny-vae").weights();

    @TempDir
    Path folder;

    /// Writes the golden tensors under other names; those whose new name is empty are left out.
    private Path write(String name, UnaryOperator<String> names) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String key : GOLDEN.keys()) {
            String other = names.apply(key);
            if (!other.isEmpty()) {
                writer.add(other, DType.F16, WeightReader.read(GOLDEN.get(key)));
            }
        }
        return Files.write(folder.resolve(name), writer.toBytes());
    }

    /// The names in the author's own files: the decoder's first layer, which has no weights, is counted.
    private static String authors(String half, String key) {
        String prefix = half + ".layers.";
        if (!key.startsWith(prefix)) {
            return "";
        }
        String rest = key.substring(prefix.length());
        int dot = rest.indexOf('.');
        int layer = Integer.parseInt(rest.substring(0, dot)) + (half.equals("decoder") ? 1 : 0);
        return layer + rest.substring(dot);
    }

    private static Vae open(Path file) {
        return Vae.open(file, ModelFamily.SD1, 0.18215);
    }

    private static void assertGolden(Vae vae) {
        assertThat(Autoencoder.from(vae.config()))
                .isEqualTo(Autoencoder.from(GoldenNetwork.read("tiny-vae").config()));
        assertThat(vae.weights().keys()).isEqualTo(GOLDEN.keys());
        for (String key : GOLDEN.keys()) {
            assertThat(WeightReader.read(vae.weights().get(key)).toArray())
                    .as(key)
                    .isEqualTo(WeightReader.read(GOLDEN.get(key)).toArray());
        }
    }

    @Test
    void bothHalvesInOneFileAreReadUnderEitherName() throws IOException {
        assertGolden(open(write("taesd.safetensors", key -> key)));
        assertGolden(open(write("comfy.safetensors", key -> {
            String half = key.substring(0, key.indexOf('.'));
            return "taesd_" + half + "." + authors(half, key);
        })));
    }

    @Test
    void theEncoderIsFoundBesideItsDecoder() throws IOException {
        write("taesd_encoder.safetensors", key -> authors("encoder", key));
        Vae both = open(write("taesd_decoder.safetensors", key -> authors("decoder", key)));
        assertGolden(both);
        assertThat(both.weights().files())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("taesd_decoder.safetensors", "taesd_encoder.safetensors");
    }

    @Test
    void aDecoderAloneDecodesAndSaysWhatItCannotDo() throws IOException {
        Vae alone = open(write("taesd_decoder.safetensors", key -> authors("decoder", key)));
        Autoencoder config = Autoencoder.from(alone.config());
        assertThat(config.decoder(alone.weights(), Wrap.NONE).inputs()).containsExactly("latent_sample");
        assertThatThrownBy(() -> config.encoder(alone.weights(), Wrap.NONE))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("taesd_decoder.safetensors has the decoder of a tiny VAE alone");
    }

    @Test
    void anEncoderAloneIsRefused() throws IOException {
        Path file = write("taesd_encoder.safetensors", key -> authors("encoder", key));
        assertThat(FileKind.of(TensorFile.open(file))).isEqualTo(FileKind.TINY_VAE);
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("taesd_encoder.safetensors has the encoder of a tiny VAE alone");
    }

    @Test
    void aFileThatLacksALayerIsRefusedByItsName() throws IOException {
        for (String missing : List.of("decoder.layers.10.weight", "encoder.layers.5.weight")) {
            Path file = write("taesd.safetensors", key -> key.equals(missing) ? "" : key);
            assertThatThrownBy(() -> open(file))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageStartingWith("taesd.safetensors has no tensor '")
                    .hasMessageContaining(".layers.");
        }
    }
}
