package studio.sfumato.diffusion.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.vae.VaeConfig;
import studio.sfumato.net.vae.VaeDecoder;
import studio.sfumato.net.vae.VaeEncoder;
import studio.sfumato.net.vae.VaeTiles;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.WeightSource;

class TiledVaeTest {
    private static final OrtRuntime RUNTIME = OrtRuntime.start();
    private static final ModelSource STARTER = new ModelCatalogue(List.of(Path.of("models"))).open("starter");
    private static final VaeConfig CONFIG = VaeConfig.from(STARTER.config(ModelPart.VAE));
    private static final WeightSource WEIGHTS = STARTER.weights(ModelPart.VAE);
    private static final double GREY_LEVEL = 2.0 / 255;

    /// Two tiles across and two down, the second ones narrow; flat on the left and busy on the right, so that a
    /// tile's own mean and variance are not those of the whole.
    private static final Tensor PICTURE = picture(400, 440);

    private static Tensor picture(int height, int width) {
        float[] values = new float[3 * height * width];
        Random random = new Random(7);
        for (int i = 0; i < values.length; i++) {
            int x = i % width;
            int y = i / width % height;
            double busy = 0.6 * random.nextGaussian() * Math.sin(x * 0.05) * Math.cos(y * 0.08);
            values[i] = (float) Math.clamp(x < 210 ? -0.8 : 0.4 + busy, -1, 1);
        }
        return Tensor.wrap(Shape.of(1, 3, height, width), values);
    }

    @ParameterizedTest
    @EnumSource(Wrap.class)
    void tilesAreWhatTheUntiledNetworksMake(Wrap wrap) {
        Tensor latent = run(CONFIG.encoder(WEIGHTS, wrap), VaeEncoder.SAMPLE, PICTURE, VaeEncoder.MEAN);
        Tensor untiled = run(CONFIG.decoder(WEIGHTS, wrap), VaeDecoder.LATENT, latent, VaeDecoder.SAMPLE);
        TiledVae tiled = new TiledVae(CONFIG, wrap);

        Tensor features = run(CONFIG.coarseDecoder(WEIGHTS, wrap), VaeDecoder.LATENT, latent, VaeTiles.FEATURES);
        try (Session fine = open(CONFIG.fineDecoder(WEIGHTS))) {
            Tensor decoded = tiled.decode(fine, features, CancellationToken.none());
            assertThat(furthest(decoded, untiled)).isLessThan(GREY_LEVEL);
        }
        try (Session fine = open(CONFIG.fineEncoder(WEIGHTS))) {
            Tensor encoded = run(
                    CONFIG.coarseEncoder(WEIGHTS, wrap),
                    VaeTiles.FEATURES,
                    tiled.encode(fine, PICTURE, CancellationToken.none()),
                    VaeEncoder.MEAN);
            assertThat(furthest(encoded, latent)).isLessThan(0.02 * furthest(latent, latent.times(0)));
        }
    }

    @Test
    void eachTileAloneWouldBeSeen() {
        Tensor latent = run(CONFIG.encoder(WEIGHTS, Wrap.NONE), VaeEncoder.SAMPLE, PICTURE, VaeEncoder.MEAN);
        Tensor untiled = run(CONFIG.decoder(WEIGHTS, Wrap.NONE), VaeDecoder.LATENT, latent, VaeDecoder.SAMPLE);
        Tensor features = run(CONFIG.coarseDecoder(WEIGHTS, Wrap.NONE), VaeDecoder.LATENT, latent, VaeTiles.FEATURES);
        try (Session fine = open(CONFIG.fineDecoder(WEIGHTS))) {
            TileRun.Run alone = inputs -> {
                Map<String, Tensor> own = new java.util.HashMap<>(inputs);
                own.put(VaeTiles.SHARE, Tensor.of(Shape.of(1), 0));
                return fine.run(own, CancellationToken.none());
            };
            Tensor decoded = new TileRun(
                            VaeTiles.FEATURES,
                            VaeDecoder.SAMPLE,
                            1,
                            4,
                            96,
                            12,
                            Shape.of(CONFIG.fineDecoderNorms(), CONFIG.groups(), 2))
                    .all(alone, features, Wrap.NONE, CancellationToken.none());
            assertThat(furthest(decoded, untiled)).isGreaterThan(2 * GREY_LEVEL);
        }
    }

    @Test
    void cancellingEndsItBetweenTwoTiles() {
        CancellationToken token = new CancellationToken();
        TileRun run = new TileRun("in", "out", 1, 1, 4, 1, Shape.of(1, 1, 2));
        int[] calls = {0};

        assertThatThrownBy(() -> run.all(
                        inputs -> {
                            token.cancel();
                            calls[0]++;
                            return same(inputs);
                        },
                        Tensor.zeros(Shape.of(1, 1, 8, 8)),
                        Wrap.NONE,
                        token))
                .isInstanceOf(CancelledException.class);
        assertThat(calls[0]).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Wrap.class)
    void whatIsCutAndPutTogetherIsWhatWasThere(Wrap wrap) {
        TileRun run = new TileRun("in", "out", 2, 2, 3, 2, Shape.of(1, 1, 2));
        Tensor whole = picture(14, 22);

        Tensor again = run.all(TiledVaeTest::same, whole, wrap, CancellationToken.none());

        assertThat(again).isEqualTo(whole);
    }

    /// A network that changes nothing.
    private static Map<String, Tensor> same(Map<String, Tensor> inputs) {
        Tensor in = Objects.requireNonNull(inputs.get("in"));
        return Map.of("out", in, VaeTiles.TOLD, Tensor.zeros(Shape.of(1, 1, 2)));
    }

    private static Session open(OnnxModel model) {
        return RUNTIME.open(model, SessionSettings.with(WeightMode.FOLDED));
    }

    private static Tensor run(OnnxModel model, String input, Tensor given, String output) {
        try (Session session = open(model)) {
            return session.run(Map.of(input, given), output, CancellationToken.none());
        }
    }

    private static double furthest(Tensor a, Tensor b) {
        double furthest = 0;
        for (float value : a.minus(b).toArray()) {
            furthest = Math.max(furthest, Math.abs(value));
        }
        return furthest;
    }
}
