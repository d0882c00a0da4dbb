package studio.sfumato.net.vae;

import java.util.List;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.graph.Wrap;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.WeightSource;

/// From a latent to its picture: Rombach et al. 2022 (arXiv:2112.10752), section 3.1.
public final class VaeDecoder extends VaeBlocks {
    /// Input: a latent, no longer scaled [batch, latentChannels, height/8, width/8].
    public static final String LATENT = "latent_sample";

    /// Output: the picture, about −1 to 1 [batch, imageChannels, height, width].
    public static final String SAMPLE = "sample";

    private final List<Integer> channels;

    private VaeDecoder(VaeConfig config, WeightSource weights, Wrap wrap) {
        super(config, weights, "decoder", wrap);
        channels = config.channels().reversed();
    }

    /// Of tiles.
    private VaeDecoder(VaeConfig config, WeightSource weights) {
        super(config, weights, "decoder");
        channels = config.channels().reversed();
    }

    /// {@return the network}
    ///
    /// @param wrap which edges of its pictures meet
    public static OnnxModel build(VaeConfig config, WeightSource weights, Wrap wrap) {
        VaeDecoder all = new VaeDecoder(config, weights, wrap);
        return all.picture(all.levels(all.start(), 0, all.channels.size()));
    }

    /// {@return the coarsest level of the network: from a latent to features of twice its sides, if there is another}
    ///
    /// @param wrap which edges of its pictures meet
    static OnnxModel coarse(VaeConfig config, WeightSource weights, Wrap wrap) {
        VaeDecoder part = new VaeDecoder(config, weights, wrap);
        Value features = part.levels(part.start(), 0, 1);
        part.graph.output(VaeTiles.FEATURES, features, "batch", part.channels.getFirst(), "height", "width");
        return part.graph.build();
    }

    /// {@return what comes after that, for one tile at a time: from features to the picture}
    static OnnxModel fine(VaeConfig config, WeightSource weights) {
        VaeDecoder part = new VaeDecoder(config, weights);
        Value features =
                part.graph.input(VaeTiles.FEATURES, DType.F32, "batch", part.channels.getFirst(), "rows", "columns");
        Value x = part.levels(features, 1, part.channels.size());
        return part.picture(x);
    }

    private Value start() {
        int latent = config.latentChannels();
        Value x = graph.input(LATENT, DType.F32, "batch", latent, "latent_height", "latent_width");
        if (config.postQuantConv()) {
            x = op.conv1(root.at("post_quant_conv"), x, latent, latent);
        }
        x = op.conv3(w.at("conv_in"), x, latent, channels.getFirst());
        return middle(w.at("mid_block"), x);
    }

    /// Levels `from` (inclusive) to `to` (exclusive), from the coarsest; all but the finest double the sides.
    private Value levels(Value start, int from, int to) {
        Value x = start;
        for (int i = from; i < to; i++) {
            int out = channels.get(i);
            Scope level = w.at("up_blocks").at(i);
            at(1 << (i - from));
            x = residuals(level.at("resnets"), x, config.layers() + 1, channels.get(Math.max(0, i - 1)), out);
            if (i < channels.size() - 1) {
                x = op.conv3(level.at("upsamplers").at(0).at("conv"), op.doubled(x), out, out);
            }
        }
        return x;
    }

    private OnnxModel picture(Value x) {
        Value picture = head(w, x, channels.getLast(), config.imageChannels());
        graph.output(SAMPLE, picture, "batch", config.imageChannels(), "height", "width");
        finish();
        return graph.build();
    }
}
