package studio.sfumato.weights.lora;

import java.lang.ref.SoftReference;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// How a LoRA file changes one tensor of a model.
public final class LoraChange {
    private final LoraModule module;
    private final LoraKind kind;
    private final boolean bias;
    private final Shape shape;
    private final Supplier<Tensor> base;

    /// Kept while there is memory to spare: another strength needs them again.
    private SoftReference<Factors> factors = new SoftReference<>(null);

    /// Kept: every strength needs them, they are few, and much has to be read for them.
    private @Nullable Tensor scale;

    private LoraChange(LoraModule module, LoraKind kind, boolean bias, Shape shape, Supplier<Tensor> base) {
        this.module = module;
        this.kind = kind;
        this.bias = bias;
        this.shape = shape;
        this.base = base;
    }

    /// {@return the change that `module` makes to its layer's weight of shape `shape`, if it goes with
    /// that}
    ///
    /// @param base reads the weight
    static Optional<LoraChange> ofWeight(LoraModule module, Shape shape, Supplier<Tensor> base) {
        return LoraKind.of(module)
                .filter(kind -> shape.rank() > 0 && kind.fits(module, shape) && decomposes(module, shape))
                .map(kind -> new LoraChange(module, kind, false, shape, base));
    }

    /// {@return the change that `module` makes to its layer's bias, if it makes one that goes with it}
    static Optional<LoraChange> ofBias(LoraModule module, Shape base) {
        if (Scaling.ofBias(module, base)) {
            return Optional.of(new LoraChange(module, LoraKind.IA3, true, base, () -> Tensor.zeros(base)));
        }
        return biasPart(module)
                .filter(part -> module.weight(part).shape().elements() == base.elements())
                .map(_ -> new LoraChange(module, LoraKind.FULL, true, base, () -> Tensor.zeros(base)));
    }

    static Optional<String> biasPart(LoraModule module) {
        return Optional.of("diff_b")
                .filter(module::has)
                .or(() -> Optional.of("b_norm").filter(module::has));
    }

    private static boolean decomposes(LoraModule module, Shape base) {
        if (module.has(LoraModule.MAGNITUDE)) {
            return module.weight(LoraModule.MAGNITUDE).shape().elements() == base.at(0);
        }
        if (!module.has(LoraModule.DORA)) {
            return true;
        }
        int values = module.weight(LoraModule.DORA).shape().elements();
        return values == base.at(0) || (base.rank() > 1 && values == base.at(1));
    }

    /// {@return whether a layer can take the change beside its weight: a product of two matrices, with
    /// factors for its values or without, or factors alone}
    public boolean beside() {
        boolean product = LowRank.rank(kind, module) > 0;
        return !bias && (product || (kind == LoraKind.IA3 && !module.decomposed()));
    }

    /// {@return whether the change, which goes [#beside()], has factors for what goes into the layer}
    public boolean scalesInputs() {
        return module.decomposed()
                ? !Magnitude.outputs(module, shape)
                : kind == LoraKind.IA3 && Scaling.onInput(module).orElse(false);
    }

    /// {@return whether the change, which goes [#beside()], has factors for what comes out of the
    /// layer}
    public boolean scalesOutputs() {
        return module.decomposed()
                ? Magnitude.outputs(module, shape)
                : kind == LoraKind.IA3 && !Scaling.onInput(module).orElse(false);
    }

    /// {@return how much larger each value is to become that goes into the layer, or comes out of it}
    ///
    /// @throws ModelFileException if a file cannot be read or holds NaN
    public synchronized Tensor scale() {
        if (scale == null) {
            if (kind == LoraKind.IA3) {
                scale = Scaling.added(module);
            } else {
                factors = new SoftReference<>(read());
            }
        }
        return Objects.requireNonNull(scale);
    }

    /// {@return whether the file holds those matrices: they are as thin as was wanted}
    boolean written() {
        return kind == LoraKind.LORA;
    }

    /// {@return whether what is added depends on the weight it is added to}
    boolean relative() {
        return (!bias && module.decomposed())
                || switch (kind) {
                    case OFT, BOFT, PEFT_OFT, PEFT_BOFT, IA3, GLORA -> true;
                    case LORA, LOHA, LOKR, FULL -> false;
                };
    }

    /// {@return how many numbers the two matrices have; 0 where there are none}
    long numbers() {
        LoraKind.Sizes sizes = LoraKind.Sizes.of(shape);
        return LowRank.rank(kind, module) * (sizes.out() + sizes.in());
    }

    /// {@return the rank of the product; 0 where there is none}
    ///
    /// @param cut the rank to stop at: A1111's `dyn`, which only plain LoRAs heed
    public int rank(OptionalInt cut) {
        int whole = Math.toIntExact(LowRank.rank(kind, module));
        return kind == LoraKind.LORA && !module.has(LoraModule.MID)
                ? Math.min(whole, Math.max(1, cut.orElse(whole)))
                : whole;
    }

    /// The two matrices of a change that has a rank.
    ///
    /// @param down [rank, in]
    /// @param up [out, rank], times everything but the user's strength
    public record Factors(Tensor down, Tensor up) {}

    /// {@return the matrices, with what factors for outputs or inputs make of them}
    ///
    /// @param cut the rank to stop at: A1111's `dyn`
    /// @throws ModelFileException if a file cannot be read or holds NaN
    public synchronized Factors factors(OptionalInt cut) {
        Factors whole = factors.get();
        if (whole == null) {
            whole = read();
            factors = new SoftReference<>(whole);
        }
        int kept = rank(cut);
        return kept == whole.down.shape().at(0)
                ? whole
                : new Factors(
                        asTensor(Matrix.of(whole.down).firstRows(kept)),
                        asTensor(Matrix.of(whole.up).firstColumns(kept)));
    }

    private Factors read() {
        LowRank product = LowRank.of(kind, module);
        LowRank scaled = new LowRank(product.up().scaled(kind.scale(module)), product.down());
        if (module.decomposed()) {
            Matrix changed = Matrix.of(base.get()).combine(1, scaled.up().times(scaled.down()), 1);
            Magnitude magnitude = Magnitude.of(module, shape, changed);
            scale = Tensor.of(Shape.of(magnitude.factors().length), magnitude.factors())
                    .map(factor -> factor - 1);
            scaled = magnitude.times(scaled);
        }
        return new Factors(asTensor(scaled.down()), asTensor(scaled.up()));
    }

    private static Tensor asTensor(Matrix matrix) {
        return matrix.as(Shape.of(matrix.rows(), matrix.columns()));
    }

    /// {@return `base` with this change}
    ///
    /// @param strength how much of it
    /// @param cut the rank to stop at: A1111's `dyn`
    /// @throws ModelFileException if the file cannot be read or holds NaN
    public Tensor apply(Tensor base, double strength, OptionalInt cut) {
        return base.combine(1, difference(base, cut), strength);
    }

    /// {@return what is added to `base` at full strength, of its shape}
    Tensor difference(Tensor base, OptionalInt cut) {
        if (bias && kind == LoraKind.IA3) {
            return Scaling.difference(module, base).as(base.shape());
        }
        if (bias) {
            String part = biasPart(module).orElseThrow();
            return module.tensor(part).reshape(base.shape());
        }
        Matrix difference = kind.difference(module, base, cut).scaled(kind.scale(module));
        if (!module.decomposed()) {
            return difference.as(base.shape());
        }
        return Magnitude.difference(module, base, difference).as(base.shape());
    }
}
