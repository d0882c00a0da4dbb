package studio.sfumato.net.upscale;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.WeightSource;

/// ESRGAN's network of residual blocks in residual blocks (Wang et al. 2018, arXiv:1809.00219, section 3.1), and
/// Real-ESRGAN's, which gathers pixels first where it enlarges less than four times (Wang et al. 2021,
/// arXiv:2107.10833, figure 4).
///
/// @param features channels between blocks: 64
/// @param growth channels that each convolution of a block adds: 32
/// @param blocks how many blocks of three: 23, or 6 for drawings
/// @param doublings how often the picture is doubled at the end
/// @param gathered how many pixels of a side become channels of one first: 1, 2 or 4
public record RrdbConfig(int features, int growth, int blocks, int doublings, int gathered) implements UpscalerConfig {
    static final String CLASS_NAME = "RRDBNet";

    private static final int MOST_CHANNELS = 1024;
    private static final int MOST_BLOCKS = 256;
    private static final int MOST_DOUBLINGS = 4;
    private static final int CONVOLUTIONS = 5;
    private static final int DENSE = 3;
    private static final double LEAK = 0.2;
    private static final double SHARE = 0.2;

    /// Refuses sizes that no network has.
    public RrdbConfig {
        UpscalerConfig.require("features", features, MOST_CHANNELS);
        UpscalerConfig.require("growth", growth, MOST_CHANNELS);
        UpscalerConfig.require("blocks", blocks, MOST_BLOCKS);
        if (doublings < 0 || doublings > MOST_DOUBLINGS || gathered < 1 || 1 << doublings < gathered) {
            throw new ModelFileException("upscaler: it doubles " + doublings + " times after gathering " + gathered
                    + "×" + gathered + " pixels, which cannot be");
        }
    }

    static RrdbConfig from(ComponentConfig config) {
        return new RrdbConfig(
                config.positive("num_feat", 64),
                config.positive("num_grow_ch", 32),
                config.positive("num_block", 23),
                config.intValue("num_upsample", 2),
                config.positive("unshuffle", 1));
    }

    @Override
    public int scale() {
        return (1 << doublings) / gathered;
    }

    @Override
    public int multiple() {
        return gathered;
    }

    @Override
    public OnnxModel build(WeightSource weights) {
        GraphBuilder graph = new GraphBuilder("upscaler");
        Op op = new Op(graph);
        Scope w = new Scope(graph, weights);
        Value picture = graph.input(PICTURE, DType.F32, "batch", COLOURS, "height", "width");
        Value gathered = op.gathered(picture, COLOURS, this.gathered);
        Value first = op.conv3(w.at("conv_first"), gathered, COLOURS * this.gathered * this.gathered, features);
        Value x = first;
        for (int i = 0; i < blocks; i++) {
            x = block(op, w.at("body").at(i), x);
        }
        x = op.add(op.conv3(w.at("conv_body"), x, features, features), first);
        for (int i = 1; i <= doublings; i++) {
            x = op.leakyRelu(op.conv3(w.at("conv_up" + i), op.doubled(x), features, features), LEAK);
        }
        x = op.leakyRelu(op.conv3(w.at("conv_hr"), x, features, features), LEAK);
        x = op.conv3(w.at("conv_last"), x, features, COLOURS);
        graph.output(ENLARGED, x, "batch", COLOURS, "enlarged_height", "enlarged_width");
        return graph.build();
    }

    private Value block(Op op, Scope w, Value in) {
        Value x = in;
        for (int i = 1; i <= DENSE; i++) {
            x = dense(op, w.at("rdb" + i), x);
        }
        return op.add(op.scale(x, SHARE), in);
    }

    /// Every convolution sees all that came before it in the block.
    private Value dense(Op op, Scope w, Value in) {
        List<Value> all = new ArrayList<>(List.of(in));
        for (int i = 1; i < CONVOLUTIONS; i++) {
            all.add(op.leakyRelu(conv(op, w.at("conv" + i), all, growth), LEAK));
        }
        return op.add(op.scale(conv(op, w.at("conv" + CONVOLUTIONS), all, features), SHARE), in);
    }

    private Value conv(Op op, Scope w, List<Value> all, int out) {
        Value x = all.size() == 1 ? all.getFirst() : op.concat(1, all.toArray(Value[]::new));
        return op.conv3(w, x, features + (all.size() - 1) * growth, out);
    }
}
