package studio.sfumato.diffusion;

import java.util.Arrays;
import java.util.List;
import studio.sfumato.image.LatentPreview;
import studio.sfumato.image.LatentRgb;
import studio.sfumato.image.LatentRgbFit;
import studio.sfumato.image.Raster;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.net.vae.TinyVaeConfig;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelSource;

/// Knows the colours of a model's latents: from the model's own file, from its family, or, for a VAE that is neither's,
/// from the pictures it has decoded so far.
final class PreviewColours {
    private static final int LARGEST_SCALE = 8;
    private static final int COLOURS = 3;
    private static final double GUESS = 0.5;

    private final int scale;
    private final boolean known;
    private final LatentRgbFit fit;
    private volatile LatentRgb colours;

    PreviewColours(ModelSource model, Autoencoder vae) {
        LatentRgb family = model.family() == ModelFamily.SDXL ? LatentRgb.sdxl() : LatentRgb.sd();
        List<Double> own = model.defaults().latentRgb();
        boolean familys = vae.latentChannels() == family.channels();
        scale = Math.min(vae.factor(), LARGEST_SCALE);
        fit = new LatentRgbFit(vae.latentChannels());
        known = !own.isEmpty()
                || (familys
                        && (vae instanceof TinyVaeConfig
                                || vae.scalingFactor() == model.family().latentScale()));
        LatentRgb start = familys ? family : guess(vae.latentChannels());
        colours = own.isEmpty() ? start : line(own);
    }

    private static LatentRgb line(List<Double> numbers) {
        double[][] rows = new double[numbers.size() / COLOURS][COLOURS];
        for (int i = 0; i < numbers.size(); i++) {
            rows[i / COLOURS][i % COLOURS] = numbers.get(i);
        }
        return LatentRgb.of(Arrays.copyOf(rows, rows.length - 1), rows[rows.length - 1]);
    }

    /// The first three channels as red, green and blue: shapes can be seen, colours are wrong.
    private static LatentRgb guess(int channels) {
        double[][] factors = new double[channels][COLOURS];
        for (int i = 0; i < Math.min(channels, COLOURS); i++) {
            factors[i][i] = GUESS;
        }
        return LatentRgb.of(factors, new double[COLOURS]);
    }

    /// {@return what draws previews, as far as is known now}
    LatentPreview preview() {
        return new LatentPreview(colours, scale);
    }

    /// Learns from a decoded picture; only the inference thread calls this.
    ///
    /// @param latents what it was decoded from, as the U-Net sees it: [1, channels, height, width]
    void learn(Tensor latents, Raster picture) {
        if (!known) {
            fit.add(latents, picture);
            colours = fit.solve();
        }
    }
}
