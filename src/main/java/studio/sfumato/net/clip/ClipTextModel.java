package studio.sfumato.net.clip;

import java.util.List;
import studio.sfumato.error.RequestException;
import studio.sfumato.graph.Attribute;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.WeightSource;

/// CLIP's text encoder: Radford et al. 2021 (arXiv:2103.00020), section 2.4.
public final class ClipTextModel {
    /// Input: tokens [batch, tokens], whole numbers.
    public static final String INPUT_IDS = "input_ids";

    /// Input: vectors that stand in place of tokens [rows, width]: textual inversion; at least one row.
    public static final String VECTORS = "vectors";

    /// Input: which of [#VECTORS] stands in a token's place, −1 for none [batch, tokens].
    public static final String PLACES = "places";

    /// Input, only where it was asked for: which tokens may be looked at [batch, tokens], 1 or 0.
    public static final String MASK = "attention_mask";

    /// Output: the chosen hidden state [batch, tokens, width].
    public static final String HIDDEN = "hidden";

    /// Output, only where the network has a projection: the text embedding [batch, projection].
    public static final String POOLED = "pooled";

    private static final int HIGHEST_TOKEN_ENDS = 2;

    private final ClipConfig config;
    private final GraphBuilder graph = new GraphBuilder("text encoder");
    private final Op op = new Op(graph);
    private final Value mask;

    private ClipTextModel(ClipConfig config, ClipVariant variant) {
        this.config = config;
        this.mask = variant.masked() ? graph.input(MASK, DType.I32, "batch", "tokens") : Value.NONE;
        graph.makeAdaptable(variant.adaptation());
    }

    /// {@return the network giving out `state` as [#HIDDEN], and [#POOLED] if it has a projection}
    ///
    /// @throws RequestException if there are fewer layers than `state` counts back
    public static OnnxModel build(ClipConfig config, WeightSource weights, HiddenState state) {
        return build(config, weights, state, ClipVariant.PLAIN);
    }

    /// {@return the same network with what `variant` adds}
    ///
    /// @throws RequestException if there are fewer layers than `state` counts back
    public static OnnxModel build(ClipConfig config, WeightSource weights, HiddenState state, ClipVariant variant) {
        return new ClipTextModel(config, variant).model(weights, state);
    }

    private OnnxModel model(WeightSource weights, HiddenState state) {
        int wanted = config.layers() - state.fromEnd() + 1;
        if (wanted < 1) {
            throw new RequestException(
                    "clip skip must be between 1 and " + config.layers() + " for this model, not " + state.fromEnd());
        }
        Scope root = new Scope(graph, weights);
        Scope embeddings = root.at("text_model").at("embeddings");
        boolean within = embeddings.has("token_embedding.weight") || embeddings.has("position_embedding.weight");
        Scope text = within ? root.at("text_model") : root;

        Value ids = graph.input(INPUT_IDS, DType.I64, "batch", "tokens");
        Value x = embed(text.at("embeddings"), ids);
        Value hidden = x;
        ClipBlock block = new ClipBlock(
                op,
                config.width(),
                config.inner(),
                config.heads(),
                config.activation() == ClipConfig.Activation.QUICK_GELU,
                config.epsilon());
        int needed = config.projection().isPresent() ? config.layers() : wanted;
        for (int i = 0; i < needed; i++) {
            x = block.apply(text.at("encoder").at("layers").at(i), x, true, mask);
            if (i == wanted - 1) {
                hidden = x;
            }
        }
        Scope norm = text.at("final_layer_norm");
        graph.output(HIDDEN, state.normed() ? norm(norm, hidden) : hidden, "batch", "tokens", config.width());
        if (config.projection().isPresent()) {
            int projection = config.projection().get();
            Value pooled = atEnd(norm(norm, x), ids);
            graph.output(
                    POOLED,
                    op.rows(root.at("text_projection"), pooled, config.width(), projection, false),
                    "batch",
                    projection);
        }
        return graph.build();
    }

    private Value embed(Scope w, Value ids) {
        Value tokens = op.embedding(w.at("token_embedding"), ids, config.vocabulary(), config.width());
        Value positions =
                op.firstRows(w.at("position_embedding"), op.sizes(ids, 1, 2), config.positions(), config.width());
        return op.add(taught(tokens), positions);
    }

    /// {@return `tokens`, some replaced by vectors from outside: so that a new one takes no new network}
    private Value taught(Value tokens) {
        Value vectors = graph.input(VECTORS, DType.F32, "rows", config.width());
        Value places = graph.input(PLACES, DType.I64, "batch", "tokens");
        Value zero = graph.constant(0L);
        Value rows = graph.node("Gather", List.of(vectors, graph.node("Max", List.of(places, zero))));
        Value replaced = graph.node("GreaterOrEqual", List.of(op.reshape(places, 0, -1, 1), zero));
        return graph.node("Where", List.of(replaced, rows, tokens));
    }

    private Value norm(Scope w, Value x) {
        return op.layerNorm(w, x, config.width(), config.epsilon());
    }

    /// {@return the state [batch, width] at each text's first end token}
    private Value atEnd(Value hidden, Value ids) {
        Value score = config.endToken() == HIGHEST_TOKEN_ENDS
                ? ids
                : graph.node("Equal", List.of(ids, graph.constant((long) config.endToken())));
        Value position = graph.node("ArgMax", List.of(op.cast(score, DType.I32)), Attribute.of("axis", 1));
        return graph.node("GatherND", List.of(hidden, position), Attribute.of("batch_dims", 1));
    }
}
