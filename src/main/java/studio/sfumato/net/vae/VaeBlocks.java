package studio.sfumato.net.vae;

import java.util.Optional;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.block.GroupNorms;
import studio.sfumato.net.block.ResidualBlock;
import studio.sfumato.weights.WeightSource;

/// What the encoder and the decoder have in common.
abstract sealed class VaeBlocks permits VaeDecoder, VaeEncoder {
    private static final double EPSILON = 1e-6;

    final VaeConfig config;
    final GraphBuilder graph;
    final Op op;
    final Scope root;

    /// The weights of this half.
    final Scope w;

    private final Optional<SharedNorms> shared;
    private final ResidualBlock block;

    /// A half that sees the whole picture.
    ///
    /// @param half `decoder` or `encoder`
    VaeBlocks(VaeConfig config, WeightSource weights, String half, Wrap wrap) {
        this(config, weights, half, new GraphBuilder("VAE " + half, wrap), false);
    }

    /// One that sees one tile at a time.
    VaeBlocks(VaeConfig config, WeightSource weights, String half) {
        this(config, weights, half, new GraphBuilder("VAE " + half + " of tiles"), true);
    }

    private VaeBlocks(VaeConfig config, WeightSource weights, String half, GraphBuilder graph, boolean tiles) {
        this.config = config;
        this.graph = graph;
        op = new Op(graph);
        root = new Scope(graph, weights);
        w = root.at(half);
        shared = tiles ? Optional.of(new SharedNorms(op, config.groups(), EPSILON)) : Optional.empty();
        GroupNorms norms =
                shared.<GroupNorms>map(all -> all).orElseGet(() -> GroupNorms.own(op, config.groups(), EPSILON));
        block = new ResidualBlock(op, norms, 1, Optional.empty(), 0);
    }

    /// From here on a tile has `times` the resolution of its coarsest part.
    void at(int times) {
        shared.ifPresent(norms -> norms.at(times));
    }

    /// Gives out what the norms of a tile tell.
    void finish() {
        shared.ifPresent(SharedNorms::finish);
    }

    /// {@return `count` residual blocks, the first of which changes the channels}
    Value residuals(Scope w, Value start, int count, int in, int out) {
        Value x = start;
        for (int i = 0; i < count; i++) {
            x = block.apply(w.at(i), x, i == 0 ? in : out, out);
        }
        return x;
    }

    /// {@return the picture at half its size; zeros go to the bottom and right only}
    Value halved(Scope w, Value x, int channels) {
        return block.halved(w.at(0), x, channels, 0);
    }

    /// {@return the middle of the network, at the coarsest resolution}
    Value middle(Scope w, Value start) {
        int channels = config.channels().getLast();
        Value x = block.apply(w.at("resnets").at(0), start, channels, channels);
        if (config.middleAttention()) {
            x = attention(w.at("attentions").at(0), x, channels);
        }
        return block.apply(w.at("resnets").at(1), x, channels, channels);
    }

    /// {@return the last norm, non-linearity and convolution}
    Value head(Scope w, Value x, int in, int out) {
        return op.conv3(w.at("conv_out"), op.silu(block.norm(w.at("conv_norm_out"), x, in)), in, out);
    }

    /// One head over all pixels. Older files call the layers query, key, value and proj_attn.
    private Value attention(Scope w, Value x, int channels) {
        boolean old = w.has("query.weight");
        Value normed = block.norm(w.at("group_norm"), x, channels);
        Value pixels = op.transpose(op.reshape(normed, 0, channels, -1), 0, 2, 1);
        Value attended = op.attention(
                op.linear(w.at(old ? "query" : "to_q"), pixels, channels, channels, true),
                op.linear(w.at(old ? "key" : "to_k"), pixels, channels, channels, true),
                op.linear(w.at(old ? "value" : "to_v"), pixels, channels, channels, true),
                1,
                false);
        Scope last = old ? w.at("proj_attn") : w.at("to_out").at(0);
        Value out = op.linear(last, attended, channels, channels, true);
        return op.add(x, op.reshapedLike(op.transpose(out, 0, 2, 1), x));
    }
}
