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

    private VaeEncoder() {}

    /// {@return the network}
    ///
    /// @param wrap which edges of its pictures meet
    public static OnnxModel build(VaeConfig config, WeightSource weights, Wrap wrap) {
        GraphBuilder graph = new GraphBuilder("VAE encoder", wrap);
        VaeBlocks blocks = new VaeBlocks(config, graph);
        Op op = blocks.op();
        Scope root = new Scope(graph, weights);
        Scope w = root.at("encoder");
        int latent = config.latentChannels();
        int levels = config.channels().size();

        Value sample = graph.input(SAMPLE, DType.F32, "batch", config.imageChannels(), "height", "width");
        int in = config.channels().getFirst();
        Value x = op.conv3(w.at("conv_in"), sample, config.imageChannels(), in);
        for (int i = 0; i < levels; i++) {
            int out = config.channels().get(i);
            Scope level = w.at("down_blocks").at(i);
            x = blocks.residuals(level.at("resnets"), x, config.layers(), in, out);
            if (i < levels - 1) {
                x = blocks.halved(level.at("downsamplers"), x, out);
            }
            in = out;
        }
        x = blocks.middle(w.at("mid_block"), x);
        x = blocks.head(w, x, in, 2 * latent);
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
