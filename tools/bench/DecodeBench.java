import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.net.vae.VaeDecoder;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.checkpoint.Vae;

/// How long decoding a picture takes with each of several VAEs, taking turns in one process:
///
///     java -cp 'target/app/sfumato.jar:target/app/lib/*' tools/bench/DecodeBench.java SIDE VAE…
///
/// SIDE is the picture's side in pixels; `tools/bench/random_vaes.py` writes VAEs of the published sizes. Prints the least
/// wall seconds of five rounds.
public final class DecodeBench {
    private static final int ROUNDS = 5;
    private static final double SCALE = 0.18215;

    public static void main(String[] args) {
        int side = Integer.parseInt(args[0]);
        Shape shape = Shape.of(1, 4, side / 8, side / 8);
        float[] noise = new float[shape.elements()];
        Random random = new Random(1);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        Map<String, Tensor> latent = Map.of(VaeDecoder.LATENT, Tensor.wrap(shape, noise));
        OrtRuntime runtime = OrtRuntime.start();
        Session[] decoders = Arrays.stream(args)
                .skip(1)
                .map(file -> Vae.open(Path.of(file), ModelFamily.SD1, SCALE))
                .map(vae -> runtime.open(
                        Autoencoder.from(vae.config()).decoder(vae.weights(), Wrap.NONE), SessionSettings.with(WeightMode.FOLDED)))
                .toArray(Session[]::new);
        double[] best = new double[decoders.length];
        for (int round = 0; round <= ROUNDS; round++) {
            for (int i = 0; i < decoders.length; i++) {
                long begin = System.nanoTime();
                decoders[i].run(latent, VaeDecoder.SAMPLE, CancellationToken.none());
                double seconds = (System.nanoTime() - begin) / 1e9;
                best[i] = round <= 1 ? seconds : Math.min(best[i], seconds); // the first only warms up
            }
        }
        for (int i = 0; i < decoders.length; i++) {
            System.out.printf("%d×%d  %8.3f s  %s%n", side, side, best[i], args[i + 1]);
            decoders[i].close();
        }
    }
}
