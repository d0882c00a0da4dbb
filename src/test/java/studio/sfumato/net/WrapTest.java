package studio.sfumato.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.unet.UNetVariant;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.net.vae.VaeDecoder;
import studio.sfumato.net.vae.VaeEncoder;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsFile;

/// Pictures whose edges meet, against diffusers' networks with circular padding (`tools/golden/tiling.py`).
class WrapTest {
    private static final OrtRuntime RUNTIME = OrtRuntime.start();
    private static final Path EXPECTED = Path.of("src/test/resources/golden/networks/tiling.io.safetensors");

    private static GoldenNetwork golden(String name) {
        GoldenNetwork own = GoldenNetwork.read(name);
        return new GoldenNetwork(own.config(), own.weights(), SafetensorsFile.open(EXPECTED));
    }

    @ParameterizedTest
    @EnumSource(value = Wrap.class, names = "NONE", mode = Mode.EXCLUDE)
    void unetsAreThoseWithCircularPadding(Wrap wrap) {
        GoldenNetwork given = GoldenNetwork.read("unet-sd1");
        OnnxModel model = UNet.build(UNetConfig.from(given.config()), given.weights(), UNetVariant.PLAIN.wrapped(wrap));

        golden("unet-sd1")
                .assertEqual(
                        given.run(RUNTIME, WeightMode.FOLDED, model, "0.").get(UNet.OUT_SAMPLE),
                        "unet-sd1." + wrap.label() + ".out_sample");
    }

    @ParameterizedTest
    @EnumSource(value = Wrap.class, names = "NONE", mode = Mode.EXCLUDE)
    void autoencodersAreThoseWithCircularPadding(Wrap wrap) {
        for (String name : new String[] {"vae-sd", "tiny-vae"}) {
            GoldenNetwork given = GoldenNetwork.read(name);
            Autoencoder vae = Autoencoder.from(given.config());
            String prefix = name + "." + wrap.label() + ".";

            golden(name)
                    .assertEqual(
                            run(
                                    vae.encoder(given.weights(), wrap),
                                    VaeEncoder.SAMPLE,
                                    given.tensor("0.image"),
                                    VaeEncoder.MEAN),
                            prefix + "mean");
            golden(name)
                    .assertEqual(
                            run(
                                    vae.decoder(given.weights(), wrap),
                                    VaeDecoder.LATENT,
                                    given.tensor("0.latent"),
                                    VaeDecoder.SAMPLE),
                            prefix + "decoded");
        }
    }

    @ParameterizedTest
    @EnumSource(Wrap.class)
    void wherePicturesAreCutOutOfTheRepeatMakesNoDifferenceIfTheirEdgesMeet(Wrap wrap) {
        GoldenNetwork given = GoldenNetwork.read("vae-sd");
        OnnxModel decoder = Autoencoder.from(given.config()).decoder(given.weights(), wrap);
        Tensor latent = given.tensor("0.latent");

        Tensor moved = rolled(run(decoder, VaeDecoder.LATENT, latent, VaeDecoder.SAMPLE), 8, 4);
        Tensor ofMoved = run(decoder, VaeDecoder.LATENT, rolled(latent, 2, 1), VaeDecoder.SAMPLE);

        assertThat(largest(moved.minus(ofMoved)) < 1e-4).isEqualTo(wrap == Wrap.BOTH);
    }

    private static Tensor run(OnnxModel model, String input, Tensor given, String output) {
        try (Session session = RUNTIME.open(model, SessionSettings.with(WeightMode.FOLDED))) {
            return Objects.requireNonNull(
                    session.run(Map.of(input, given), CancellationToken.none()).get(output));
        }
    }

    /// Each row `down` further down, each column `right` further right, round the edges.
    private static Tensor rolled(Tensor x, int down, int right) {
        int height = x.shape().at(2);
        int width = x.shape().at(3);
        float[] from = x.toArray();
        float[] to = new float[from.length];
        for (int i = 0; i < from.length; i++) {
            int column = (i % width + right) % width;
            int row = (i / width % height + down) % height;
            to[i / (width * height) * width * height + row * width + column] = from[i];
        }
        return Tensor.wrap(Shape.of(x.shape().at(0), x.shape().at(1), height, width), to);
    }

    private static double largest(Tensor x) {
        double largest = 0;
        for (float value : x.toArray()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
