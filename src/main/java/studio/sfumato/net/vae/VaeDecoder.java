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

/// From a latent to its picture: Rombach et al. 2022 (arXiv:2112.10752), section 3.1.
public final class VaeDecoder {
    /// Input: a latent, no longer scaled [batch, latentChannels, height/8, width/8].
    public static final String LATENT = "latent_sample";

    /// Output: the picture, about −1 to 1 [batch, imageChannels, height, width].
    public static final String SAMPLE = "sample";

    private VaeDecoder() {}

    /// {@return the network}
    ///
    /// @param wrap which edges of its pictures meet
    public static OnnxModel build(VaeConfig config, WeightSource weights, Wrap wrap) {
        GraphBuilder graph = new GraphBuilder("VAE decoder", wrap);
        VaeBlocks blocks = new VaeBlocks(config, graph);
        Op op = blocks.op();
        Scope root = new Scope(graph, weights);
        Scope w = root.at("decoder");
        int latent = config.latentChannels();
        List<Integer> channels = config.channels().reversed();

        Value x = graph.input(LATENT, DType.F32, "batch", latent, "latent_height", "latent_width");
        if (config.postQuantConv()) {
            x = op.conv1(root.at("post_quant_conv"), x, latent, latent);
        }
        int in = channels.getFirst();
        x = op.conv3(w.at("conv_in"), x, latent, in);
        x = blocks.middle(w.at("mid_block"), x);
        for (int i = 0; i < channels.size(); i++) {
            int out = channels.get(i);
            Scope level = w.at("up_blocks").at(i);
            x = blocks.residuals(level.at("resnets"), x, config.layers() + 1, in, out);
            if (i < channels.size() - 1) {
                x = op.conv3(level.at("upsamplers").at(0).at("conv"), op.doubled(x), out, out);
            }
            in = out;
        }
        x = blocks.head(w, x, in, config.imageChannels());
        graph.output(SAMPLE, x, "batch", config.imageChannels(), "height", "width");
        return graph.build();
    }
}
