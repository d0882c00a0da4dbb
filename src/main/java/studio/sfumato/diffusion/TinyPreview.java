package studio.sfumato.diffusion;

import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Raster;
import studio.sfumato.net.vae.VaeDecoder;
import studio.sfumato.tensor.Tensor;

/// Draws previews with a tiny autoencoder, sharp as the picture will be, for as long as one walk lasts
/// and that is cheap
/// beside its steps. Threads that draw may be several; one draws at a time.
final class TinyPreview implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TinyPreview.class);
    private static final double NANOS = 1e9;

    /// How much of a step a preview may take on one thread of the processor.
    private static final double SHARE = 0.3;

    private final Networks networks;
    private final Networks.Recipe decoder;
    private final boolean always;
    private final CancellationToken token = new CancellationToken();
    private volatile double step;
    private volatile boolean over;

    /// @param networks lends it, on one thread
    /// @param decoder the tiny autoencoder's
    /// @param always whether it draws even where that is not cheap
    TinyPreview(Networks networks, Networks.Recipe decoder, boolean always) {
        this.networks = networks;
        this.decoder = decoder;
        this.always = always;
    }

    /// A step took so long.
    void stepTook(double seconds) {
        step = seconds;
    }

    /// {@return the picture that `latents` [1, channels, height/8, width/8] of the U-Net stand for;
    /// empty once the walk is
    /// over or it became too dear}
    synchronized Optional<Raster> draw(Tensor latents) {
        if (over) {
            return Optional.empty();
        }
        try {
            return Optional.of(networks.use(decoder, _ -> {}, token, session -> {
                long begin = System.nanoTime();
                Raster drawn =
                        Raster.fromTensor(session.run(Map.of(VaeDecoder.LATENT, latents), VaeDecoder.SAMPLE, token));
                double took = (System.nanoTime() - begin) / NANOS;
                if (!always && took > SHARE * step) {
                    LOG.debug("a preview took {} s, a step {} s: colours are enough from now on", took, step);
                    over = true;
                }
                return drawn;
            }));
        } catch (CancelledException ended) {
            LOG.debug("the walk is over", ended);
        } catch (StudioException unusable) {
            LOG.debug("no tiny autoencoder for previews", unusable);
            over = true;
        }
        return Optional.empty();
    }

    /// Ends it; a preview under way is given up.
    @Override
    public void close() {
        over = true;
        token.cancel();
    }
}
