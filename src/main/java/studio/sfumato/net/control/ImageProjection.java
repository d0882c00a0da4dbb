package studio.sfumato.net.control;

import java.util.List;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;

/// How an IP-Adapter makes the tokens of a prompt of what CLIP sees in a picture.
public sealed interface ImageProjection {
    /// Channels of what CLIP sees.
    int embed();

    /// Whether it looks at what CLIP sees at each place, from its last layer but one, and not at its summary alone.
    boolean everywhere();

    /// {@return the tokens [pictures, tokens, context]}
    ///
    /// @param w where its tensors are
    /// @param seen what CLIP sees: [pictures, embed], or [pictures, places, embed]
    Value apply(Op op, Scope w, Value seen, int context);

    /// {@return how many tokens; 0 for as many as there are places}
    int tokens();

    /// One layer and a norm: Ye et al. 2023 (arXiv:2308.06721), section 3.2.1.
    ///
    /// @param tokens how many it makes of the summary
    record Plain(int embed, int tokens) implements ImageProjection {
        @Override
        public boolean everywhere() {
            return false;
        }

        @Override
        public Value apply(Op op, Scope w, Value seen, int context) {
            Value flat = op.rows(w.at("proj"), seen, embed, tokens * context, true);
            return op.layerNorm(w.at("norm"), op.reshape(flat, -1, tokens, context), context, EPSILON);
        }
    }

    /// A perceptron for each place, of the adapters for whole faces.
    ///
    /// @param hidden channels within it
    record Full(int embed, int hidden) implements ImageProjection {
        @Override
        public int tokens() {
            return 0;
        }

        @Override
        public boolean everywhere() {
            return true;
        }

        @Override
        public Value apply(Op op, Scope w, Value seen, int context) {
            Scope proj = w.at("proj");
            Value inner = op.gelu(op.linear(proj.at(0), seen, embed, hidden, true));
            return op.layerNorm(proj.at(3), op.linear(proj.at(2), inner, hidden, context, true), context, EPSILON);
        }
    }

    /// IP-Adapter Plus: tokens that are learned look at all places, layer by layer, as in Flamingo's perceiver
    /// resampler: Alayrac et al. 2022 (arXiv:2204.14198), section 2.1.
    ///
    /// @param tokens how many are learned
    /// @param hidden channels of their states
    /// @param inner channels of all heads of attention, 64 each
    /// @param wide channels within its perceptrons
    /// @param layers how many layers it has
    record Plus(int embed, int tokens, int hidden, int inner, int wide, int layers) implements ImageProjection {
        private static final int HEAD_CHANNELS = 64;
        private static final int WIDEST = 1 << 14;
        private static final int MOST_LAYERS = 64;

        /// Refuses sizes that none has.
        public Plus {
            if (inner % HEAD_CHANNELS != 0
                    || inner > WIDEST
                    || hidden > WIDEST
                    || wide > 4 * WIDEST
                    || layers > MOST_LAYERS) {
                throw new ModelFileException("IP-Adapter Plus: no adapter has such sizes");
            }
        }

        @Override
        public boolean everywhere() {
            return true;
        }

        @Override
        public Value apply(Op op, Scope w, Value seen, int context) {
            Value places = op.linear(w.at("proj_in"), seen, embed, hidden, true);
            Value learned = w.weight("latents", 1, tokens, hidden);
            Value shape = op.concat(0, op.sizes(seen, 0, 1), op.graph().constant(tokens, hidden));
            Value x = op.graph().node("Expand", List.of(learned, shape));
            for (int i = 0; i < layers; i++) {
                Scope layer = w.at("layers").at(i);
                x = op.add(x, attended(op, layer.at(0), places, x));
                x = op.add(x, perceived(op, layer.at(1), x));
            }
            Value out = op.linear(w.at("proj_out"), x, hidden, context, true);
            return op.layerNorm(w.at("norm_out"), out, context, EPSILON);
        }

        private Value attended(Op op, Scope w, Value places, Value tokensNow) {
            Value around = op.layerNorm(w.at("norm1"), places, hidden, EPSILON);
            Value own = op.layerNorm(w.at("norm2"), tokensNow, hidden, EPSILON);
            Value query = op.linear(w.at("to_q"), own, hidden, inner, false);
            Value both = op.linear(w.at("to_kv"), op.concat(1, around, own), hidden, 2 * inner, false);
            List<Value> keyAndValue = op.split(both, 2, 2);
            Value seen =
                    op.attention(query, keyAndValue.getFirst(), keyAndValue.getLast(), inner / HEAD_CHANNELS, false);
            return op.linear(w.at("to_out"), seen, inner, hidden, false);
        }

        private Value perceived(Op op, Scope w, Value x) {
            Value normed = op.layerNorm(w.at(0), x, hidden, EPSILON);
            return op.linear(w.at(3), op.gelu(op.linear(w.at(1), normed, hidden, wide, false)), wide, hidden, false);
        }
    }

    /// What norms add to a variance.
    double EPSILON = 1e-5;
}
