package studio.sfumato.net.vae;

import java.util.List;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.graph.Wrap;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.WeightSource;

/// From a picture to the distribution of its latent: Rombach et al. 2022 (arXiv:2112.10752), section 3.1.
public final class VaeEncoder {
    /// Input: a picture from −1 to 1 [batch, imageChannels, height, width].
    public static final String SAMPLE = "sample";

    /// Output: the latent's mean [batch, latentChannels, height/8, width/8], not yet scaled.
    public static final String MEAN = "mean";

    /// Output: the logarithm of its variance, of the same shape, between −30 and 20.
    public static final String LOG_VARIANCE = "logvar";

    private static final float LOWEST = -30;
    private static final float HIGHEST = 20;

    private final VaeConfig config;
    private final GraphBuilder graph;
    private final VaeBlocks blocks;
    private final Op op;
    private final Scope root;
    private final Scope w;
    private final int levels;

    private VaeEncoder(VaeConfig config, WeightSource weights, GraphBuilder graph, VaeBlocks blocks) {
        this.config = config;
        this.graph = graph;
        this.blocks = blocks;
        op = blocks.op();
        root = new Scope(graph, weights);
        w = root.at("encoder");
        levels = config.channels().size();
    }

    private static VaeEncoder ofAll(VaeConfig config, WeightSource weights, Wrap wrap) {
        GraphBuilder graph = new GraphBuilder("VAE encoder", wrap);
        return new VaeEncoder(config, weights, graph, new VaeBlocks(config, graph));
    }

    /// {@return the network}
    ///
    /// @param wrap which edges of its pictures meet
    public static OnnxModel build(VaeConfig config, WeightSource weights, Wrap wrap) {
        VaeEncoder all = ofAll(config, weights, wrap);
        return all.moments(all.levels(all.start(), 0, all.levels));
    }

    /// {@return all levels but the coarsest, for one tile at a time: from a picture to features of the latent's sides}
    static OnnxModel fine(VaeConfig config, WeightSource weights) {
        GraphBuilder graph = new GraphBuilder("VAE encoder of tiles");
        VaeEncoder part = new VaeEncoder(config, weights, graph, VaeBlocks.ofTiles(config, graph));
        Value features = part.levels(part.start(), 0, part.levels - 1);
        graph.output(VaeTiles.FEATURES, features, "batch", part.channels(part.levels - 2), "rows", "columns");
        part.blocks.finish();
        return graph.build();
    }

    /// {@return what comes after that: from features to the latent's mean}
    ///
    /// @param wrap which edges of its pictures meet
    static OnnxModel coarse(VaeConfig config, WeightSource weights, Wrap wrap) {
        VaeEncoder part = ofAll(config, weights, wrap);
        Value features = part.graph.input(
                VaeTiles.FEATURES, DType.F32, "batch", part.channels(part.levels - 2), "latent_height", "latent_width");
        return part.moments(part.levels(features, part.levels - 1, part.levels));
    }

    private Value start() {
        blocks.at(1 << (levels - 1));
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
            blocks.at(1 << (levels - 1 - i));
            x = blocks.residuals(level.at("resnets"), x, config.layers(), channels(Math.max(0, i - 1)), channels(i));
            if (i < levels - 1) {
                x = blocks.halved(level.at("downsamplers"), x, channels(i));
            }
        }
        return x;
    }

    private OnnxModel moments(Value start) {
        int latent = config.latentChannels();
        Value x = blocks.middle(w.at("mid_block"), start);
        x = blocks.head(w, x, channels(levels - 1), 2 * latent);
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
