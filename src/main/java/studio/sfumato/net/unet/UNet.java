package studio.sfumato.net.unet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.net.block.ResidualBlock;
import studio.sfumato.net.unet.Transformer.Watcher;
import studio.sfumato.net.unet.UNetConfig.Level;
import studio.sfumato.net.unet.UNetConfig.TextTime;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.WeightSource;

/// The denoising U-Net of latent diffusion: Rombach et al. 2022 (arXiv:2112.10752), section 3; of SD 1.x, 2.x
/// and SDXL alike. Sides need not be multiples of anything: the way up takes its sizes from the way down.
public final class UNet {
    /// Input: noisy latents [batch, inChannels, height, width].
    public static final String SAMPLE = "sample";

    /// Input: the timestep of each picture of the batch, which may be fractional.
    public static final String TIMESTEP = "timestep";

    /// Input: text states [batch, tokens, contextWidth].
    public static final String CONTEXT = "encoder_hidden_states";

    /// Input of SDXL: pooled text embedding [batch, textWidth].
    public static final String TEXT_EMBEDS = "text_embeds";

    /// Input of SDXL: original height and width, top and left of the crop, target height and width [batch, 6].
    public static final String TIME_IDS = "time_ids";

    /// Input of a perturbable variant: above ½ for each picture of the batch whose middle does not look around.
    public static final String PERTURBED = "perturbed";

    /// Input of a variant with FreeU: b₁, b₂, s₁ and s₂ [4]; 1 changes nothing.
    public static final String FREE_U = "free_u";

    /// Output of a watched variant: how much the middle looks at each place [batch, height, width]; 1 is the average.
    public static final String ATTENTION = "attention";

    /// Output: the predicted noise or v [batch, outChannels, height, width].
    public static final String OUT_SAMPLE = "out_sample";

    private final UNetConfig config;
    private final UNetVariant variant;
    private final GraphBuilder graph = new GraphBuilder("U-Net");
    private final Op op = new Op(graph);
    private final Scope root;
    private final Deque<Skip> skips = new ArrayDeque<>();

    /// A picture of the way down that the way up takes again.
    private record Skip(Value value, int channels) {}

    private UNet(UNetConfig config, WeightSource weights, UNetVariant variant) {
        this.config = config;
        this.variant = variant;
        this.root = new Scope(graph, weights);
    }

    /// {@return the network as it was trained}
    public static OnnxModel build(UNetConfig config, WeightSource weights) {
        return build(config, weights, UNetVariant.PLAIN);
    }

    /// {@return the network with what `variant` adds}
    ///
    /// @throws UnsupportedModelException if something is wanted of the middle of a network without one
    public static OnnxModel build(UNetConfig config, WeightSource weights, UNetVariant variant) {
        if (!config.middle() && (variant.perturbable() || variant.watched())) {
            throw new UnsupportedModelException("this U-Net has no middle block, so its attention cannot guide");
        }
        return new UNet(config, weights, variant).model();
    }

    private OnnxModel model() {
        Value sample = graph.input(SAMPLE, DType.F32, picture(config.inChannels()));
        Value timestep = graph.input(TIMESTEP, DType.F32, "batch");
        Value context = graph.input(CONTEXT, DType.F32, "batch", "tokens", config.contextWidth());
        if (variant.adaptable()) {
            graph.makeAdaptable();
        }

        Value time = op.silu(timeEmbedding(timestep));
        ResidualBlock block =
                new ResidualBlock(op, config.groups(), config.epsilon(), 1, Optional.of(time), config.timeWidth());
        int finest = config.levels().getFirst().channels();

        Value x = op.conv3(root.at("conv_in"), sample, config.inChannels(), finest);
        x = down(x, context, block);
        if (config.middle()) {
            x = middle(x, context, block);
        }
        x = up(x, context, block);
        x = op.silu(block.norm(root.at("conv_norm_out"), x, finest));
        x = op.conv3(root.at("conv_out"), x, finest, config.outChannels());
        graph.output(OUT_SAMPLE, x, picture(config.outChannels()));
        return graph.build();
    }

    private Value down(Value start, Value context, ResidualBlock block) {
        Value x = start;
        int in = config.levels().getFirst().channels();
        skips.push(new Skip(x, in));
        for (int i = 0; i < config.levels().size(); i++) {
            Level level = config.levels().get(i);
            Scope w = root.at("down_blocks").at(i);
            for (int j = 0; j < level.layers(); j++) {
                x = block.apply(w.at("resnets").at(j), x, in, level.channels());
                if (level.attentionDown()) {
                    x = transformer(level, Watcher.NOBODY)
                            .apply(w.at("attentions").at(j), x, context);
                }
                in = level.channels();
                skips.push(new Skip(x, in));
            }
            if (i < config.levels().size() - 1) {
                x = block.halved(w.at("downsamplers").at(0), x, in, config.downPadding());
                skips.push(new Skip(x, in));
            }
        }
        return x;
    }

    private Value middle(Value start, Value context, ResidualBlock sides) {
        Level level = config.levels().getLast();
        ResidualBlock block = sides.withOutputScale(config.middleScale());
        Scope w = root.at("mid_block");
        Value x = block.apply(w.at("resnets").at(0), start, level.channels(), level.channels());
        x = transformer(level, new Middle(op, level.heads(), variant, x).watcher())
                .apply(w.at("attentions").at(0), x, context);
        return block.apply(w.at("resnets").at(1), x, level.channels(), level.channels());
    }

    private Value up(Value start, Value context, ResidualBlock block) {
        Optional<FreeUStages> freeU = variant.freeU().map(this::freeU);
        Value x = start;
        int in = config.levels().getLast().channels();
        List<Level> coarsestFirst = config.levels().reversed();
        for (int i = 0; i < coarsestFirst.size(); i++) {
            Level level = coarsestFirst.get(i);
            Scope w = root.at("up_blocks").at(i);
            for (int j = 0; j <= level.layers(); j++) {
                Skip skip = skips.pop();
                Value picture = x;
                int channels = in;
                int stage = i;
                Value joined = freeU.map(added -> added.joined(stage, picture, channels, skip.value(), skip.channels()))
                        .orElseGet(() -> op.concat(1, picture, skip.value()));
                x = block.apply(w.at("resnets").at(j), joined, in + skip.channels(), level.channels());
                if (level.attentionUp()) {
                    x = transformer(level, Watcher.NOBODY)
                            .apply(w.at("attentions").at(j), x, context);
                }
                in = level.channels();
            }
            if (i < coarsestFirst.size() - 1) {
                Value larger = op.resizedLike(x, skips.element().value());
                x = op.conv3(w.at("upsamplers").at(0).at("conv"), larger, in, in);
            }
        }
        return x;
    }

    private FreeUStages freeU(FreeUVersion version) {
        List<Value> factors = op.split(graph.input(FREE_U, DType.F32, 4), 0, 4);
        return new FreeUStages(op, version, factors, config.levels().getFirst().channels());
    }

    private Value timeEmbedding(Value timestep) {
        int width = config.levels().getFirst().channels();
        Value sinusoid = sinusoid(op.reshape(timestep, -1, 1), width);
        Value embedded = perceptron(root.at("time_embedding"), sinusoid, width);
        return config.added()
                .map(added -> op.add(embedded, addedEmbedding(added)))
                .orElse(embedded);
    }

    private Value addedEmbedding(TextTime added) {
        Value text = graph.input(TEXT_EMBEDS, DType.F32, "batch", added.textWidth());
        Value ids = graph.input(TIME_IDS, DType.F32, "batch", added.numbers());
        Value sizes = sinusoid(op.reshape(ids, -1, 1), added.width());
        Value flat = op.reshape(sizes, -1, (long) added.numbers() * added.width());
        return perceptron(root.at("add_embedding"), op.concat(1, text, flat), added.total());
    }

    /// {@return numbers [rows, 1] as vectors [rows, width]}
    private Value sinusoid(Value numbers, int width) {
        Value angles = op.mul(numbers, graph.constant(config.time().frequencies(width)));
        Value sine = graph.node("Sin", List.of(angles));
        Value cosine = graph.node("Cos", List.of(angles));
        return config.time().cosineFirst() ? op.concat(1, cosine, sine) : op.concat(1, sine, cosine);
    }

    private Value perceptron(Scope w, Value x, int in) {
        int out = config.timeWidth();
        return op.rows(w.at("linear_2"), op.silu(op.rows(w.at("linear_1"), x, in, out, true)), out, out, true);
    }

    private Transformer transformer(Level level, Watcher watcher) {
        return new Transformer(
                op,
                level.channels(),
                level.heads(),
                level.transformers(),
                config.contextWidth(),
                config.groups(),
                watcher);
    }

    private static Object[] picture(int channels) {
        return new Object[] {"batch", channels, "height", "width"};
    }
}
