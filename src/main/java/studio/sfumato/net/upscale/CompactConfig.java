package studio.sfumato.net.upscale;

import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.WeightSource;

/// Real-ESRGAN's small network, SRVGGNetCompact: a row of convolutions at the picture's own size, whose last gives the
/// difference to the enlarged picture. Convolutions have even numbers, the non-linearities between them odd ones.
///
/// @param features channels between convolutions: 64
/// @param convolutions how many there are between the first and the last: 16 or 32
/// @param scale how many times as wide and high pictures become
public record CompactConfig(int features, int convolutions, int scale) implements UpscalerConfig {
    static final String CLASS_NAME = "SRVGGNetCompact";

    private static final int MOST_CHANNELS = 1024;
    private static final int MOST_CONVOLUTIONS = 512;
    private static final int MOST_SCALE = 16;

    /// Refuses sizes that no network has.
    public CompactConfig {
        UpscalerConfig.require("features", features, MOST_CHANNELS);
        UpscalerConfig.require("convolutions", convolutions, MOST_CONVOLUTIONS);
        UpscalerConfig.require("scale", scale, MOST_SCALE);
    }

    static CompactConfig from(ComponentConfig config) {
        return new CompactConfig(
                config.positive("num_feat", 64), config.positive("num_conv", 16), config.positive("upscale", 4));
    }

    @Override
    public int multiple() {
        return 1;
    }

    @Override
    public OnnxModel build(WeightSource weights) {
        GraphBuilder graph = new GraphBuilder("upscaler");
        Op op = new Op(graph);
        Scope w = new Scope(graph, weights).at("body");
        Value picture = graph.input(PICTURE, DType.F32, "batch", COLOURS, "height", "width");
        Value x = op.conv3(w.at(0), picture, COLOURS, features);
        for (int i = 1; i <= convolutions; i++) {
            x = op.conv3(w.at(2 * i), op.prelu(w.at(2 * i - 1), x, features), features, features);
        }
        int last = 2 * convolutions + 1;
        x = op.conv3(w.at(last + 1), op.prelu(w.at(last), x, features), features, COLOURS * scale * scale);
        x = op.add(op.spread(x, scale), op.enlarged(picture, scale));
        graph.output(ENLARGED, x, "batch", COLOURS, "enlarged_height", "enlarged_width");
        return graph.build();
    }
}
