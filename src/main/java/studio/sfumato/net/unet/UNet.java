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
import studio.sfumato.net.unet.Encoder.Skip;
import studio.sfumato.net.unet.Transformer.Watcher;
import studio.sfumato.net.unet.UNetConfig.Level;
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

    /// Input of SDXL: original height and width, top and left of the crop, target height and width
    /// [batch, 6];
    /// of SDXL's refiner: original height and width, top and left, how pretty it is [batch, 5].
    public static final String TIME_IDS = "time_ids";

    /// Input of a latent consistency model: how strong the guidance is [batch, guidance], see [ToldGuidance].
    public static final String TIMESTEP_COND = "timestep_cond";

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
    private final GraphBuilder graph;
    private final Op op;
    private final Scope root;
    private final Encoder encoder;
    private final ControlInputs controls;
    private final Deque<Skip> skips = new ArrayDeque<>();

    private UNet(UNetConfig config, WeightSource weights, UNetVariant variant) {
        this.config = config;
        this.variant = variant;
        this.graph = new GraphBuilder("U-Net", variant.wrap());
        this.op = new Op(graph);
        this.root = new Scope(graph, weights);
        this.encoder = new Encoder(config, op, root, variant);
        this.controls = new ControlInputs(op, config, variant.control());
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
        Value x = encoder.start();
        encoder.down(x, controls.tap()).forEach(skips::push);
        x = skips.element().value();
        if (config.middle()) {
            x = controls.middle(encoder.middle(x));
        }
        x = up(x);
        int finest = config.levels().getFirst().channels();
        x = op.silu(encoder.block().norm(root.at("conv_norm_out"), x, finest));
        x = op.conv3(root.at("conv_out"), x, finest, config.outChannels());
        graph.output(OUT_SAMPLE, x, Encoder.picture(config.outChannels()));
        return graph.build();
    }

    private Value up(Value start) {
        ResidualBlock block = encoder.block();
        Optional<FreeUStages> freeU = variant.freeU().map(this::freeU);
        Value x = start;
        int in = config.levels().getLast().channels();
        List<Level> coarsestFirst = config.levels().reversed();
        for (int i = 0; i < coarsestFirst.size(); i++) {
            Level level = coarsestFirst.get(i);
            Scope w = root.at("up_blocks").at(i);
            for (int j = 0; j <= level.layers(); j++) {
                Skip skip = controls.skip(skips.size() - 1, skips.pop());
                Value picture = x;
                int channels = in;
                int stage = i;
                Value joined = freeU.map(added -> added.joined(stage, picture, channels, skip.value(), skip.channels()))
                        .orElseGet(() -> op.concat(1, picture, skip.value()));
                x = block.apply(w.at("resnets").at(j), joined, in + skip.channels(), level.channels());
                if (level.attentionUp()) {
                    x = encoder.transformer(level, Watcher.NOBODY)
                            .apply(w.at("attentions").at(j), x, encoder.context());
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
}
