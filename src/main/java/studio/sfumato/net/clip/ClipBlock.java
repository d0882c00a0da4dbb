package studio.sfumato.net.clip;

import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;

/// A transformer layer of CLIP, of its text encoder and of the one that looks at pictures: Radford et al. 2021
/// (arXiv:2103.00020), section 2.4.
///
/// @param width channels of the states
/// @param inner channels within the perceptron
/// @param heads attention heads
/// @param quick whether its GELU is OpenAI's quick one
/// @param epsilon what the norms add to the variance
record ClipBlock(Op op, int width, int inner, int heads, boolean quick, double epsilon) {
    /// {@return the layer on x [batch, tokens, width]}
    ///
    /// @param causal whether a token sees only those before it
    /// @param mask [batch, tokens], 1 where others may look; [Value#NONE] for everywhere
    Value apply(Scope w, Value x, boolean causal, Value mask) {
        Value h = norm(w.at("layer_norm1"), x);
        Scope attn = w.at("self_attn");
        Value attended = op.attention(
                op.linear(attn.at("q_proj"), h, width, width, true),
                op.linear(attn.at("k_proj"), h, width, width, true),
                op.linear(attn.at("v_proj"), h, width, width, true),
                heads,
                causal,
                mask);
        Value y = op.add(x, op.linear(attn.at("out_proj"), attended, width, width, true));
        Value wide = op.linear(w.at("mlp").at("fc1"), norm(w.at("layer_norm2"), y), width, inner, true);
        Value active = quick ? op.quickGelu(wide) : op.gelu(wide);
        return op.add(y, op.linear(w.at("mlp").at("fc2"), active, inner, width, true));
    }

    /// {@return a norm of such states}
    Value norm(Scope w, Value x) {
        return op.layerNorm(w, x, width, epsilon);
    }
}
