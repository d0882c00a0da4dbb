import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import studio.sfumato.diffusion.tile.TiledVae;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.vae.VaeConfig;
import studio.sfumato.net.vae.VaeDecoder;
import studio.sfumato.net.vae.VaeEncoder;
import studio.sfumato.net.vae.VaeTiles;
import studio.sfumato.runtime.MemoryProbe;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.WeightSource;
import studio.sfumato.weights.checkpoint.Vae;

/// What a VAE takes for a whole picture, and tile by tile:
///
///     java -cp 'target/app/sfumato.jar:target/app/lib/*' tools/bench/TileBench.java VAE SIDE…
///
/// Prints, for each side in pixels, seconds and the most memory beyond what was held before, of decoding and encoding, and
/// how far the two ways are apart.
public final class TileBench {
    private static final OrtRuntime RUNTIME = OrtRuntime.start();
    private static final MemoryProbe MEMORY = new MemoryProbe();

    public static void main(String[] args) {
        Vae vae = Vae.open(Path.of(args[0]), ModelFamily.SD1, 0.18215);
        VaeConfig config = VaeConfig.from(vae.config());
        WeightSource weights = vae.weights();
        TiledVae tiles = new TiledVae(config, Wrap.NONE);
        for (int i = 1; i < args.length; i++) {
            int side = Integer.parseInt(args[i]);
            Tensor latent = noise(Shape.of(1, 4, side / 8, side / 8));
            Tensor picture = noise(Shape.of(1, 3, side, side)).times(0.3);
            Tensor[] made = new Tensor[4];
            measure("decode " + side, () -> made[0] =
                    run(config.decoder(weights, Wrap.NONE), VaeDecoder.LATENT, latent, VaeDecoder.SAMPLE));
            measure("decode " + side + " in tiles", () -> {
                Tensor features =
                        run(config.coarseDecoder(weights, Wrap.NONE), VaeDecoder.LATENT, latent, VaeTiles.FEATURES);
                try (Session fine = open(config.fineDecoder(weights))) {
                    made[1] = tiles.decode(fine, features, CancellationToken.none());
                }
            });
            measure("encode " + side, () -> made[2] =
                    run(config.encoder(weights, Wrap.NONE), VaeEncoder.SAMPLE, picture, VaeEncoder.MEAN));
            measure("encode " + side + " in tiles", () -> {
                Tensor features;
                try (Session fine = open(config.fineEncoder(weights))) {
                    features = tiles.encode(fine, picture, CancellationToken.none());
                }
                made[3] = run(config.coarseEncoder(weights, Wrap.NONE), VaeTiles.FEATURES, features, VaeEncoder.MEAN);
            });
            System.out.printf("apart: decoded %.5f of %.3f, encoded %.5f of %.3f%n",
                    furthest(made[0], made[1]), furthest(made[0], made[0].times(0)),
                    furthest(made[2], made[3]), furthest(made[2], made[2].times(0)));
        }
    }

    private static void measure(String what, Runnable work) {
        System.gc();
        MEMORY.resetPeak();
        long before = MEMORY.use().residentBytes();
        long begin = System.nanoTime();
        work.run();
        System.out.printf("%-22s %7.1f s  %6d MB%n",
                what, (System.nanoTime() - begin) / 1e9, (MEMORY.use().peakBytes() - before) >> 20);
    }

    private static Session open(OnnxModel model) {
        return RUNTIME.open(model, SessionSettings.with(WeightMode.FOLDED));
    }

    private static Tensor run(OnnxModel model, String input, Tensor given, String output) {
        try (Session session = open(model)) {
            return session.run(Map.of(input, given), output, CancellationToken.none());
        }
    }

    private static Tensor noise(Shape shape) {
        float[] values = new float[shape.elements()];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.wrap(shape, values);
    }

    private static double furthest(Tensor a, Tensor b) {
        double furthest = 0;
        for (float value : a.minus(b).toArray()) {
            furthest = Math.max(furthest, Math.abs(value));
        }
        return furthest;
    }
}
