package studio.sfumato.net.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;
import studio.sfumato.net.block.GroupNorms;
import studio.sfumato.net.block.ResidualBlock;
import studio.sfumato.net.unet.Transformer.Watcher;
import studio.sfumato.net.unet.UNetConfig.Level;
import studio.sfumato.net.unet.UNetConfig.TextTime;
import studio.sfumato.weights.DType;

/// The way down of a U-Net and its middle, which a ControlNet has a copy of: Rombach et al. 2022 (arXiv:2112.10752),
/// section 3. It asks for the inputs that both have.
public final class Encoder {
    private static final int USUAL_WIDTH = 256;

    private final UNetConfig config;
    private final UNetVariant variant;
    private final GraphBuilder graph;
    private final Op op;
    private final Scope root;
    private final Value sample;
    private final Value context;
    private final ResidualBlock block;
    private int attentions;

    /// A picture of the way down that the way up takes again.
    ///
    /// @param value [batch, channels, height, width]
    public record Skip(Value value, int channels) {}

    /// May change what a resolution of the way down gives.
    @FunctionalInterface
    interface Tap {
        /// Changes nothing.
        Tap NONE = (_, x) -> x;

        /// {@return what goes on instead of x, the last picture of resolution `level`}
        Value at(int level, Value x);
    }

    /// A network of such sizes, its inputs declared.
    ///
    /// @param root where its weights lie
    /// @param variant what its middle does beside
    public Encoder(UNetConfig config, Op op, Scope root, UNetVariant variant) {
        this(config, op, root, variant, Optional.empty());
    }

    /// The same, told of what it follows.
    ///
    /// @param kinds which of `count` kinds of picture it follows: ones and zeros
    public static Encoder told(UNetConfig config, Op op, Scope root, Value kinds, int count) {
        return new Encoder(config, op, root, UNetVariant.PLAIN, Optional.of(new Told(kinds, count)));
    }

    /// Which of so many kinds of picture it follows.
    private record Told(Value kinds, int count) {}

    private Encoder(UNetConfig config, Op op, Scope root, UNetVariant variant, Optional<Told> told) {
        this.config = config;
        this.variant = variant;
        this.graph = op.graph();
        this.op = op;
        this.root = root;
        sample = graph.input(UNet.SAMPLE, DType.F32, picture(config.inChannels()));
        Value timestep = graph.input(UNet.TIMESTEP, DType.F32, "batch");
        context = graph.input(UNet.CONTEXT, DType.F32, "batch", "tokens", config.contextWidth());
        graph.makeAdaptable(variant.adaptation());
        Value plain = timeEmbedding(timestep);
        Value time =
                op.silu(told.map(each -> op.add(plain, kindEmbedding(each))).orElse(plain));
        block = new ResidualBlock(
                op, GroupNorms.own(op, config.groups(), config.epsilon()), 1, Optional.of(time), config.timeWidth());
    }

    /// {@return the dimensions of latents}
    static Object[] picture(int channels) {
        return new Object[] {"batch", channels, "height", "width"};
    }

    /// {@return the text states [batch, tokens, contextWidth]}
    Value context() {
        return context;
    }

    /// {@return the residual blocks, which know the time}
    ResidualBlock block() {
        return block;
    }

    /// {@return the latents as wide as the finest resolution}
    public Value start() {
        int finest = config.levels().getFirst().channels();
        return op.conv3(root.at("conv_in"), sample, config.inChannels(), finest);
    }

    /// {@return what the way up takes again, `start` first; the last is where the middle begins}
    public List<Skip> down(Value start) {
        return down(start, Tap.NONE);
    }

    /// {@return the same, with `tap` at each resolution's end}: after its last attention, or where it has none, after
    /// it has been halved
    List<Skip> down(Value start, Tap tap) {
        List<Skip> skips = new ArrayList<>();
        Value x = start;
        int in = config.levels().getFirst().channels();
        skips.add(new Skip(x, in));
        for (int i = 0; i < config.levels().size(); i++) {
            Level level = config.levels().get(i);
            boolean last = i == config.levels().size() - 1;
            Scope w = root.at("down_blocks").at(i);
            for (int j = 0; j < level.layers(); j++) {
                x = block.apply(w.at("resnets").at(j), x, in, level.channels());
                if (level.attentionDown()) {
                    x = transformer(level, Watcher.NOBODY)
                            .apply(w.at("attentions").at(j), x, context);
                }
                if (j == level.layers() - 1 && (level.attentionDown() || last)) {
                    x = tap.at(i, x);
                }
                in = level.channels();
                skips.add(new Skip(x, in));
            }
            if (!last) {
                x = block.halved(w.at("downsamplers").at(0), x, in, config.downPadding());
                if (!level.attentionDown()) {
                    x = tap.at(i, x);
                }
                skips.add(new Skip(x, in));
            }
        }
        return skips;
    }

    /// {@return the middle on x; one without transformer blocks has a single residual block}
    public Value middle(Value start) {
        Level level = config.levels().getLast();
        ResidualBlock sides = block.withOutputScale(config.middleScale());
        Scope w = root.at("mid_block");
        Value x = sides.apply(w.at("resnets").at(0), start, level.channels(), level.channels());
        if (level.transformers() == 0) {
            return x;
        }
        int counted = attentions;
        attentions = ControlPorts.attentionChannels(config).size() - level.transformers();
        Transformer looking = transformer(level, new Middle(op, level.heads(), variant, x).watcher());
        attentions = counted;
        x = looking.apply(w.at("attentions").at(0), x, context);
        return sides.apply(w.at("resnets").at(1), x, level.channels(), level.channels());
    }

    private Value timeEmbedding(Value timestep) {
        int width = config.levels().getFirst().channels();
        Value sinusoid = sinusoid(op.reshape(timestep, -1, 1), width);
        Value told = config.guidance() > 0 ? op.add(sinusoid, guidance(width)) : sinusoid;
        Value embedded = perceptron(root.at("time_embedding"), told, width);
        return config.added()
                .map(added -> op.add(embedded, addedEmbedding(added)))
                .orElse(embedded);
    }

    private Value guidance(int width) {
        Value scale = graph.input(UNet.TIMESTEP_COND, DType.F32, "batch", config.guidance());
        return op.rows(root.at("time_embedding").at("cond_proj"), scale, config.guidance(), width, false);
    }

    private Value kindEmbedding(Told told) {
        int width = config.added().map(TextTime::width).orElse(USUAL_WIDTH);
        Value waves = sinusoid(op.reshape(told.kinds, -1, 1), width);
        Value flat = op.reshape(waves, 1, (long) told.count * width);
        return perceptron(root.at("control_add_embedding"), flat, told.count * width);
    }

    private Value addedEmbedding(TextTime added) {
        Value text = graph.input(UNet.TEXT_EMBEDS, DType.F32, "batch", added.textWidth());
        Value ids = graph.input(UNet.TIME_IDS, DType.F32, "batch", added.numbers());
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

    /// {@return the transformer of a resolution}
    Transformer transformer(Level level, Watcher watcher) {
        return new Transformer(
                op,
                level.channels(),
                level.heads(),
                level.transformers(),
                config.contextWidth(),
                config.groups(),
                watcher,
                images(level, attentions));
    }

    private Transformer.Second images(Level level, int first) {
        attentions += level.transformers();
        return new ControlInputs(op, config, variant.control()).images(first, level.channels(), level.heads());
    }
}
