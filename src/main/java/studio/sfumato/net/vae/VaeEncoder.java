package studio.sfumato.net.vae;

import java.util.List;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.graph.Wrap;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.WeightSource;

/// From a picture to the distribution of its latent: Rombach et al. 2022 (arXiv:2112.10752), section 3.1.
public final class VaeEncoder extends VaeBlocks {
    /// Input: a picture from −1 to 1 [batch, imageChannels, height, width].
    public static final String SAMPLE = "sample";

    /// Output: the latent's mean [batch, latentChannels, height/8, width/8], not yet scaled.
    public static final String MEAN = "mean";

    /// Output: the logarithm of its variance, of the same shape, between −30 and 20.
    public static final String LOG_VARIANCE = "logvar";

    private static final float LOWEST = -30;
    private static final float HIGHEST = 20;

    private final int levels;

    private VaeEncoder(VaeConfig config, WeightSource weights, Wrap wrap) {
        super(config, weights, "encoder", wrap);
        levels = config.channels().size();
    }

    /// Of tiles.
    private VaeEncoder(VaeConfig config, WeightSource weights) {
        super(config, weights, "encoder");
        levels = config.channels().size();
    }

    /// {@return the network}
    ///
    /// @param wrap which edges of its pictures meet
    public static OnnxModel build(VaeConfig config, WeightSource weights, Wrap wrap) {
        VaeEncoder all = new VaeEncoder(config, weights, wrap);
        return all.moments(all.levels(all.start(), 0, all.levels));
    }

    /// {@return all levels but the coarsest, for one tile at a time: from a picture to features of the latent's sides}
    static OnnxModel fine(VaeConfig config, WeightSource weights) {
        VaeEncoder part = new VaeEncoder(config, weights);
        Value features = part.levels(part.start(), 0, part.levels - 1);
        part.graph.output(VaeTiles.FEATURES, features, "batch", part.channels(part.levels - 2), "rows", "columns");
        part.finish();
        return part.graph.build();
    }

    /// {@return what comes after that: from features to the latent's mean}
    ///
    /// @param wrap which edges of its pictures meet
    static OnnxModel coarse(VaeConfig config, WeightSource weights, Wrap wrap) {
        VaeEncoder part = new VaeEncoder(config, weights, wrap);
        Value features = part.graph.input(
                VaeTiles.FEATURES, DType.F32, "batch", part.channels(part.levels - 2), "latent_height", "latent_width");
        return part.moments(part.levels(features, part.levels - 1, part.levels));
    }

    private Value start() {
        at(1 << (levels - 1));
        Value sample = graph.input(SAMPLE, DType.F32, "batch", config.imageChannels(), "height", "width");
        return op.conv3(w.at("conv_in"), sample, config.imageChannels(), channels(0));
    }

    private int channels(int level) {
        return config.channels().get(level);
    }

    /// Levels `from` (inclusive) to `to` (exclusive), from the finest; all but the coarsest halve the sides.
    private Value levels(Value start, int from, int to) {
        Value x = start;
        for (int i = from; i < to; i++) {
            Scope level = w.at("down_blocks").at(i);
            at(1 << (levels - 1 - i));
            x = residuals(level.at("resnets"), x, config.layers(), channels(Math.max(0, i - 1)), channels(i));
            if (i < levels - 1) {
                x = halved(level.at("downsamplers"), x, channels(i));
            }
        }
        return x;
    }

    private OnnxModel moments(Value start) {
        int latent = config.latentChannels();
        Value x = middle(w.at("mid_block"), start);
        x = head(w, x, channels(levels - 1), 2 * latent);
        if (config.quantConv()) {
            x = op.conv1(root.at("quant_conv"), x, 2 * latent, 2 * latent);
        }
        List<Value> moments = op.split(x, 1, 2);
        graph.output(MEAN, moments.getFirst(), "batch", latent, "latent_height", "latent_width");
        Value logVariance = op.clip(moments.getLast(), LOWEST, HIGHEST);
        graph.output(LOG_VARIANCE, logVariance, "batch", latent, "latent_height", "latent_width");
        return graph.build();
    }
}
