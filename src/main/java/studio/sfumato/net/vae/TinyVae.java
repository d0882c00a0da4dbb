package studio.sfumato.net.vae;

import java.util.List;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.graph.Wrap;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.WeightSource;

/// The halves of a tiny autoencoder: Ollin Boer Bohan's TAESD, as diffusers' AutoencoderTiny has it. Layers are
/// numbered, those without weights too.
final class TinyVae {
    /// Latents further out than this hold no more: 3·tanh(x/3).
    private static final double MAGNITUDE = 3;

    private final Op op;
    private final int width;
    private final Scope layers;
    private int next;
    private Value x;

    private TinyVae(GraphBuilder graph, int width, Scope layers, Value x) {
        this.op = new Op(graph);
        this.width = width;
        this.layers = layers;
        this.x = x;
    }

    /// {@return the network from latents to pictures}
    static OnnxModel decoder(TinyVaeConfig config, WeightSource weights, Wrap wrap) {
        GraphBuilder graph = new GraphBuilder("tiny VAE decoder", wrap);
        Op op = new Op(graph);
        Value latent = graph.input(
                VaeDecoder.LATENT, DType.F32, "batch", config.latentChannels(), "latent_height", "latent_width");
        Value bounded = op.scale(op.tanh(op.scale(latent, 1 / MAGNITUDE)), MAGNITUDE);
        TinyVae net = new TinyVae(graph, config.width(), layers(graph, weights, "decoder"), bounded);
        net.conv(config.latentChannels(), config.width());
        net.x = op.relu(net.x);
        net.next++;
        List<Integer> levels = config.decoderBlocks();
        for (int level = 0; level < levels.size(); level++) {
            net.blocks(levels.get(level));
            if (level < levels.size() - 1) {
                net.x = op.doubled(net.x);
                net.next++;
                net.bare(1);
            }
        }
        net.conv(config.width(), config.imageChannels());
        Value picture = op.sub(op.scale(net.x, 2), graph.constant(1f));
        graph.output(VaeDecoder.SAMPLE, picture, "batch", config.imageChannels(), "height", "width");
        return graph.build();
    }

    /// {@return the network from pictures to latents}
    static OnnxModel encoder(TinyVaeConfig config, WeightSource weights, Wrap wrap) {
        GraphBuilder graph = new GraphBuilder("tiny VAE encoder", wrap);
        Op op = new Op(graph);
        Value picture = graph.input(VaeEncoder.SAMPLE, DType.F32, "batch", config.imageChannels(), "height", "width");
        Value unit = op.scale(op.add(picture, graph.constant(1f)), 0.5);
        Scope layers = layers(graph, weights, "encoder");
        if (!layers.has("0.weight")) {
            throw new ModelFileException(
                    weights.name() + " has the decoder of a tiny VAE alone",
                    "Put its encoder beside it, under the same name with 'encoder' for 'decoder'.",
                    null);
        }
        TinyVae net = new TinyVae(graph, config.width(), layers, unit);
        net.conv(config.imageChannels(), config.width());
        List<Integer> levels = config.encoderBlocks();
        for (int level = 0; level < levels.size(); level++) {
            if (level > 0) {
                net.bare(2);
            }
            net.blocks(levels.get(level));
        }
        net.conv(config.width(), config.latentChannels());
        graph.output(VaeEncoder.MEAN, net.x, "batch", config.latentChannels(), "latent_height", "latent_width");
        return graph.build();
    }

    private static Scope layers(GraphBuilder graph, WeightSource weights, String half) {
        return new Scope(graph, weights).at(half).at("layers");
    }

    private void conv(int in, int out) {
        x = op.conv3(layers.at(next), x, in, out);
        next++;
    }

    private void bare(int stride) {
        x = op.bareConv3(layers.at(next), x, width, width, stride);
        next++;
    }

    private void blocks(int count) {
        for (int i = 0; i < count; i++) {
            x = block(layers.at(next).at("conv"), x);
            next++;
        }
    }

    private Value block(Scope w, Value in) {
        Value inner = op.relu(op.conv3(w.at(0), in, width, width));
        inner = op.relu(op.conv3(w.at(2), inner, width, width));
        return op.relu(op.add(op.conv3(w.at(4), inner, width, width), in));
    }
}
