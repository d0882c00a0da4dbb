package studio.sfumato.net.unet;

import java.util.List;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;

/// Transformer blocks over a picture's pixels, each attending to the pixels, then to the text: Rombach et al.
/// 2022 (arXiv:2112.10752), section 3.3.
///
/// @param channels channels of the picture
/// @param heads attention heads
/// @param blocks how many follow each other
/// @param contextWidth channels of the text states
/// @param groups groups of the norm at the start
/// @param watcher may change what the pixels' attention to each other gives
/// @param second may add to what their attention to the text gives
record Transformer(
        Op op, int channels, int heads, int blocks, int contextWidth, int groups, Watcher watcher, Second second) {
    private static final double GROUP_EPSILON = 1e-6;
    private static final double LAYER_EPSILON = 1e-5;
    private static final int WIDENING = 4;

    /// Sees what goes into a block's attention of pixels to pixels, and what comes out.
    @FunctionalInterface
    interface Watcher {
        /// Changes nothing.
        Watcher NOBODY = (_, _, _, _, attended) -> attended;

        /// {@return what goes on instead of `attended`}; all values are [batch, tokens, channels]
        ///
        /// @param block the number of the block, from 0
        Value watch(int block, Value q, Value k, Value v, Value attended);
    }

    /// A second prompt beside the text.
    @FunctionalInterface
    interface Second {
        /// None.
        Second NONE = (_, _, attended) -> attended;

        /// {@return what goes on instead of `attended`}; all values are [batch, tokens, channels]
        ///
        /// @param block the number of the block, from 0
        Value look(int block, Value q, Value attended);
    }

    /// {@return the blocks on x [batch, channels, height, width], added to x}
    ///
    /// Models project into and out of the blocks by 1×1 convolutions (SD 1.x) or linear layers (SD 2.x, SDXL):
    /// the same sum, so both are linear layers here.
    Value apply(Scope w, Value x, Value context) {
        Value normed = op.groupNorm(w.at("norm"), x, channels, groups, GROUP_EPSILON);
        Value pixels = op.transpose(op.reshape(normed, 0, channels, -1), 0, 2, 1);
        Value h = op.linear(w.at("proj_in"), pixels, channels, channels, true);
        for (int i = 0; i < blocks; i++) {
            h = block(i, w.at("transformer_blocks").at(i), h, context);
        }
        h = op.linear(w.at("proj_out"), h, channels, channels, true);
        return op.add(x, op.reshapedLike(op.transpose(h, 0, 2, 1), x));
    }

    private Value block(int i, Scope w, Value x, Value context) {
        Value own = norm(w.at("norm1"), x);
        Attention self = attention(w.at("attn1"), own, own, channels);
        Value seen = watcher.watch(i, self.q(), self.k(), self.v(), self.attended());
        Value y = op.add(x, out(w.at("attn1"), seen));
        Attention cross = attention(w.at("attn2"), norm(w.at("norm2"), y), context, contextWidth);
        y = op.add(y, out(w.at("attn2"), second.look(i, cross.q(), cross.attended())));
        return op.add(y, feedForward(w.at("ff").at("net"), norm(w.at("norm3"), y)));
    }

    private record Attention(Value q, Value k, Value v, Value attended) {}

    private Attention attention(Scope w, Value x, Value others, int othersWidth) {
        Value q = op.linear(w.at("to_q"), x, channels, channels, false);
        Value k = op.linear(w.at("to_k"), others, othersWidth, channels, false);
        Value v = op.linear(w.at("to_v"), others, othersWidth, channels, false);
        return new Attention(q, k, v, op.attention(q, k, v, heads, false));
    }

    private Value out(Scope w, Value attended) {
        return op.linear(w.at("to_out").at(0), attended, channels, channels, true);
    }

    /// GEGLU: Shazeer 2020 (arXiv:2002.05202), equation 6.
    private Value feedForward(Scope w, Value x) {
        int inner = WIDENING * channels;
        List<Value> halves = op.split(op.linear(w.at(0).at("proj"), x, channels, 2 * inner, true), 2, 2);
        Value gated = op.mul(halves.getFirst(), op.gelu(halves.getLast()));
        return op.linear(w.at(2), gated, inner, channels, true);
    }

    private Value norm(Scope w, Value x) {
        return op.layerNorm(w, x, channels, LAYER_EPSILON);
    }
}
