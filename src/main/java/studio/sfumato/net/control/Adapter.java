package studio.sfumato.net.control;

import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.net.control.AdapterConfig.Stage;
import studio.sfumato.net.unet.ControlPorts;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.WeightSource;

/// Tells a U-Net what to add to its way down, from a picture alone: T2I-Adapter, Mou et al. 2023 (arXiv:2302.08453),
/// section 3.3. Its outputs are called [ControlPorts#feature]; it runs once for all steps.
public final class Adapter {
    private final AdapterConfig config;
    private final GraphBuilder graph = new GraphBuilder("T2I-Adapter");
    private final Op op = new Op(graph);
    private final Scope root;

    private Adapter(AdapterConfig config, WeightSource weights) {
        this.config = config;
        this.root = new Scope(graph, weights);
    }

    /// {@return the network, whose one input is [ControlNet#HINT] [1, hintChannels, height, width], 0 to 1, with sides
    /// that are multiples of [AdapterConfig#multiple]}
    public static OnnxModel build(AdapterConfig config, WeightSource weights) {
        return new Adapter(config, weights).model();
    }

    private OnnxModel model() {
        Value hint = graph.input(
                ControlNet.HINT, DType.F32, "pictures", config.hintChannels(), "pixel_height", "pixel_width");
        int in = config.hintChannels() * config.factor() * config.factor();
        Value x = op.gathered(hint, config.hintChannels(), config.factor());
        if (!config.light()) {
            x = op.conv3(root.at("conv_in"), x, in, config.stages().getFirst().inner());
            in = config.stages().getFirst().inner();
        }
        for (int i = 0; i < config.stages().size(); i++) {
            Stage stage = config.stages().get(i);
            x = stage(stage, root.at("body").at(i), x, in);
            in = stage.channels();
            String name = ControlPorts.feature(i);
            graph.output(name, x, "pictures", in, name + "_height", name + "_width");
        }
        return graph.build();
    }

    private Value stage(Stage stage, Scope w, Value start, int in) {
        Value x = stage.halved() ? op.halvedMean(start) : start;
        if (stage.fitted()) {
            x = op.conv1(w.at("in_conv"), x, in, stage.inner());
        }
        for (int i = 0; i < stage.blocks(); i++) {
            x = block(w.at("resnets").at(i), x, stage.inner());
        }
        return config.light() ? op.conv1(w.at("out_conv"), x, stage.inner(), stage.channels()) : x;
    }

    private Value block(Scope w, Value x, int channels) {
        Value h = op.relu(op.conv3(w.at("block1"), x, channels, channels));
        Scope second = w.at("block2");
        return op.add(
                x, config.light() ? op.conv3(second, h, channels, channels) : op.conv1(second, h, channels, channels));
    }
}
