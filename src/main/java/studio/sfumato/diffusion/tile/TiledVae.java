package studio.sfumato.diffusion.tile;

import java.util.Optional;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.net.vae.VaeConfig;
import studio.sfumato.net.vae.VaeDecoder;
import studio.sfumato.net.vae.VaeEncoder;
import studio.sfumato.net.vae.VaeTiles;
import studio.sfumato.runtime.Session;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// An autoencoder in two parts, of which the one at the picture's resolution runs tile by tile: its memory no longer
/// grows with the picture.
///
/// @param vae its sizes
/// @param wrap which edges of its pictures meet
public record TiledVae(VaeConfig vae, Wrap wrap) {
    /// A tile's own part, in features of twice the latent's sides: 384 pixels.
    private static final int OWN_FEATURES = 96;

    /// A tile's own part, in latents: 384 pixels.
    private static final int OWN_LATENTS = 48;

    /// How far a level's convolutions see, in its own pixels, for each residual block: two of 3×3.
    private static final int REACH = 2;

    /// How many pictures of the finest level's features exist at once: measured, see docs/figures.md.
    private static final int DECODER_BUFFERS = 4;

    private static final int ENCODER_BUFFERS = 2;

    /// {@return the tiled form of an autoencoder; none for those that have no parts, which are small}
    public static Optional<TiledVae> of(Autoencoder vae, Wrap wrap) {
        return vae instanceof VaeConfig config && config.tileable()
                ? Optional.of(new TiledVae(config, wrap))
                : Optional.empty();
    }

    /// {@return about how many bytes it takes to decode a picture of that size at once}
    public long decodingBytes(int width, int height) {
        return (long) DECODER_BUFFERS * Float.BYTES * vae.channels().get(1) * width * height;
    }

    /// {@return about how many bytes it takes to encode one}
    public long encodingBytes(int width, int height) {
        return (long) ENCODER_BUFFERS * Float.BYTES * vae.channels().getFirst() * width * height;
    }

    /// {@return the picture, about −1 to 1}
    ///
    /// @param features what the coarse part makes of a latent
    public Tensor decode(Session fine, Tensor features, CancellationToken token) {
        int levels = vae.channels().size();
        double halo = 0;
        for (int i = 1;
                i < levels;
                i++) { // the doubling before a level, its blocks; the last convolution is the head's
            halo += (double) REACH * (vae.layers() + 1) / (1 << (i - 1)) + 1.0 / (1 << i);
        }
        TileRun run = new TileRun(
                VaeTiles.FEATURES,
                VaeDecoder.SAMPLE,
                1,
                1 << (levels - 2),
                OWN_FEATURES,
                (int) Math.ceil(halo) + 1,
                Shape.of(vae.fineDecoderNorms(), vae.groups(), 2));
        return run.all(inputs -> fine.run(inputs, token), features, wrap, token);
    }

    /// {@return features for the coarse part}
    ///
    /// @param picture from −1 to 1, its sides multiples of the latent's pixels
    public Tensor encode(Session fine, Tensor picture, CancellationToken token) {
        int levels = vae.channels().size();
        int factor = 1 << (levels - 1);
        double halo = 1.0 / factor; // the first convolution
        for (int i = 0; i < levels - 1; i++) { // a level's blocks and the halving after it
            halo += (REACH * vae.layers() + 2.0) * (1 << i) / factor;
        }
        TileRun run = new TileRun(
                VaeEncoder.SAMPLE,
                VaeTiles.FEATURES,
                factor,
                1,
                OWN_LATENTS,
                (int) Math.ceil(halo) + 1,
                Shape.of(vae.fineEncoderNorms(), vae.groups(), 2));
        return run.all(inputs -> fine.run(inputs, token), picture, wrap, token);
    }
}
