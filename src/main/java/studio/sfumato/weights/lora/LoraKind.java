package studio.sfumato.weights.lora;

import java.util.Optional;
import java.util.OptionalInt;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// The ways in which a file can say how to change a weight W [out, in, …]. Every way gives a difference ΔW of W's
/// shape; the axes after the first are one row.
enum LoraKind {
    /// ΔW = B·A: Hu et al. 2021 (arXiv:2106.09685), section 4.1; with a core for convolutions, in LyCORIS.
    LORA("LoRA") {
        @Override
        boolean matches(LoraModule m) {
            return m.hasAll(LoraModule.UP, LoraModule.DOWN);
        }

        @Override
        int rank(LoraModule m) {
            return m.dim(LoraModule.DOWN, 0);
        }

        @Override
        boolean fits(LoraModule m, Shape base) {
            int rank = rank(m);
            Sizes wanted = Sizes.of(base);
            if (m.dim(LoraModule.UP, 0) != wanted.out
                    || Sizes.of(m.weight(LoraModule.UP).shape()).in != rank) {
                return false;
            }
            Sizes down = Sizes.of(m.weight(LoraModule.DOWN).shape());
            if (!m.has(LoraModule.MID)) {
                return down.in == wanted.in;
            }
            Shape mid = m.weight(LoraModule.MID).shape();
            return mid.rank() > 2
                    && mid.at(0) == rank
                    && mid.at(1) == rank
                    && (long) down.in * mid.elements() == (long) wanted.in * rank * rank;
        }

        @Override
        Matrix difference(LoraModule m, Tensor base, OptionalInt cut) {
            Matrix up = m.matrix(LoraModule.UP);
            Matrix down = m.matrix(LoraModule.DOWN);
            if (m.has(LoraModule.MID)) {
                return up.times(LowRank.inner(m.tensor(LoraModule.MID), down));
            }
            int kept = cut.orElse(down.rows());
            return up.firstColumns(kept).times(down.firstRows(kept));
        }
    },

    /// ΔW = (B₁·A₁) ⊙ (B₂·A₂): Hyeon-Woo et al. 2021 (arXiv:2108.06098), proposition 1.
    LOHA("LoHa") {
        @Override
        boolean matches(LoraModule m) {
            return m.hasAll("hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b");
        }

        @Override
        int rank(LoraModule m) {
            return m.dim("hada_w1_b", 0);
        }

        @Override
        boolean fits(LoraModule m, Shape base) {
            return side(m, 1, base) && side(m, 2, base);
        }

        private boolean side(LoraModule m, int number, Shape base) {
            String a = "hada_w" + number + "_a";
            String b = "hada_w" + number + "_b";
            String t = "hada_t" + number;
            Optional<Shape> core = m.has(t) ? Optional.of(m.weight(t).shape()) : Optional.empty();
            return product(m.weight(a).shape(), m.weight(b).shape(), core, Sizes.of(base));
        }

        @Override
        Matrix difference(LoraModule m, Tensor base, OptionalInt cut) {
            return factor(m, "hada_w1_a", "hada_w1_b", "hada_t1")
                    .hadamard(factor(m, "hada_w2_a", "hada_w2_b", "hada_t2"));
        }
    },

    /// ΔW = W₁ ⊗ W₂, each of which may be a product: Yeh et al. 2023 (arXiv:2309.14859), section 3.3.
    LOKR("LoKr") {
        @Override
        boolean matches(LoraModule m) {
            return side(m, 1) && side(m, 2);
        }

        private boolean side(LoraModule m, int number) {
            return m.has("lokr_w" + number) || m.hasAll("lokr_w" + number + "_a", "lokr_w" + number + "_b");
        }

        // Where both factors are whole there is no rank.
        @Override
        int rank(LoraModule m) {
            return m.has("lokr_w2_b") ? m.dim("lokr_w2_b", 0) : m.has("lokr_w1_b") ? m.dim("lokr_w1_b", 0) : 0;
        }

        @Override
        boolean fits(LoraModule m, Shape base) {
            Optional<Sizes> left = sizes(m, 1);
            Optional<Sizes> right = sizes(m, 2);
            Sizes wanted = Sizes.of(base);
            return left.isPresent()
                    && right.isPresent()
                    && (long) left.get().out * right.get().out == wanted.out
                    && (long) left.get().in * right.get().in == wanted.in;
        }

        private Optional<Sizes> sizes(LoraModule m, int number) {
            String whole = "lokr_w" + number;
            if (m.has(whole)) {
                return Optional.of(Sizes.of(m.weight(whole).shape()));
            }
            Shape a = m.weight(whole + "_a").shape();
            Shape b = m.weight(whole + "_b").shape();
            String t = "lokr_t" + number;
            if (m.has(t)) {
                Shape core = m.weight(t).shape();
                if (core.rank() < 3 || a.rank() != 2 || b.rank() != 2) {
                    return Optional.empty();
                }
                int kernel = Sizes.of(core).in / Math.max(1, core.at(1));
                Sizes all = new Sizes(a.at(1), b.at(1) * kernel);
                return product(a, b, Optional.of(core), all) ? Optional.of(all) : Optional.empty();
            }
            Sizes all = new Sizes(a.rank() == 2 ? a.at(0) : 0, Sizes.of(b).in);
            return product(a, b, Optional.empty(), all) ? Optional.of(all) : Optional.empty();
        }

        @Override
        Matrix difference(LoraModule m, Tensor base, OptionalInt cut) {
            return side(m, "lokr_w1", "lokr_t1").kronecker(side(m, "lokr_w2", "lokr_t2"));
        }

        private Matrix side(LoraModule m, String whole, String core) {
            return m.has(whole) ? m.matrix(whole) : factor(m, whole + "_a", whole + "_b", core);
        }
    },

    /// W + ΔW = diag(Rᵀ)·W with small rotations R: Qiu et al. 2023 (arXiv:2306.07280), section 3.3, equation 4; alpha
    /// is how far they may turn.
    OFT("OFT") {
        @Override
        boolean matches(LoraModule m) {
            return m.has(Rotation.BLOCKS) && m.weight(Rotation.BLOCKS).shape().rank() == 3;
        }

        @Override
        int rank(LoraModule m) {
            return m.dim(Rotation.BLOCKS, 1);
        }

        @Override
        double scale(LoraModule m) {
            return 1;
        }

        @Override
        boolean fits(LoraModule m, Shape base) {
            return Rotation.fits(m, base);
        }

        @Override
        Matrix difference(LoraModule m, Tensor base, OptionalInt cut) {
            return Rotation.difference(m, Matrix.of(base));
        }
    },

    /// Several such rotations one after another.
    BOFT("BOFT") {
        @Override
        boolean matches(LoraModule m) {
            return m.has(Rotation.BLOCKS) && m.weight(Rotation.BLOCKS).shape().rank() == 4;
        }

        @Override
        int rank(LoraModule m) {
            return m.dim(Rotation.BLOCKS, 2);
        }

        @Override
        double scale(LoraModule m) {
            return 1;
        }

        @Override
        boolean fits(LoraModule m, Shape base) {
            return Rotation.fits(m, base);
        }

        @Override
        Matrix difference(LoraModule m, Tensor base, OptionalInt cut) {
            return Rotation.butterfly(m, Matrix.of(base));
        }
    },

    /// OFT of the inputs, as PEFT has it.
    PEFT_OFT("OFT") {
        @Override
        boolean matches(LoraModule m) {
            return m.has(PeftRotation.OFT);
        }

        @Override
        boolean fits(LoraModule m, Shape base) {
            return PeftRotation.oftFits(m, base);
        }

        @Override
        Matrix difference(LoraModule m, Tensor base, OptionalInt cut) {
            return PeftRotation.oft(m, Matrix.of(base));
        }
    },

    /// BOFT of the inputs, as PEFT has it.
    PEFT_BOFT("BOFT") {
        @Override
        boolean matches(LoraModule m) {
            return m.hasAll(PeftRotation.BOFT, PeftRotation.LENGTHS);
        }

        @Override
        boolean fits(LoraModule m, Shape base) {
            return PeftRotation.boftFits(m, base);
        }

        @Override
        Matrix difference(LoraModule m, Tensor base, OptionalInt cut) {
            return PeftRotation.boft(m, Matrix.of(base));
        }
    },

    /// ΔW = w ⊙ W along one axis.
    IA3("IA³") {
        @Override
        boolean matches(LoraModule m) {
            return Scaling.is(m);
        }

        @Override
        boolean fits(LoraModule m, Shape base) {
            return Scaling.fits(m, base);
        }

        @Override
        Matrix difference(LoraModule m, Tensor base, OptionalInt cut) {
            return Scaling.difference(m, base);
        }
    },

    /// ΔW = W·A + B.
    GLORA("GLoRA") {
        @Override
        boolean matches(LoraModule m) {
            return Generalised.is(m);
        }

        @Override
        int rank(LoraModule m) {
            return Generalised.rank(m);
        }

        @Override
        boolean fits(LoraModule m, Shape base) {
            return Generalised.fits(m, base);
        }

        @Override
        Matrix difference(LoraModule m, Tensor base, OptionalInt cut) {
            return Generalised.difference(m, base);
        }
    },

    /// ΔW as it is, and Δ of the bias.
    FULL("full") {
        @Override
        boolean matches(LoraModule m) {
            return m.has("diff") || m.has("w_norm");
        }

        @Override
        boolean fits(LoraModule m, Shape base) {
            return m.weight(part(m)).shape().elements() == base.elements();
        }

        @Override
        Matrix difference(LoraModule m, Tensor base, OptionalInt cut) {
            return Matrix.of(m.tensor(part(m)).reshape(base.shape()));
        }

        private String part(LoraModule m) {
            return m.has("diff") ? "diff" : "w_norm";
        }
    };

    private final String label;

    LoraKind(String label) {
        this.label = label;
    }

    /// {@return what people call it}
    String label() {
        return label;
    }

    /// {@return the kind of a module, if it is one of these}
    static Optional<LoraKind> of(LoraModule module) {
        for (LoraKind kind : values()) {
            if (kind.matches(module)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    abstract boolean matches(LoraModule module);

    /// {@return the rank of the products; 0 where there are none}
    int rank(LoraModule module) {
        return 0;
    }

    /// {@return what the difference is multiplied by beside the user's strength; without a rank, alpha counts for
    /// nothing}
    double scale(LoraModule module) {
        int rank = rank(module);
        return rank == 0 ? 1 : module.scale(rank);
    }

    /// {@return whether the shapes go with a weight of shape `base`}
    abstract boolean fits(LoraModule module, Shape base);

    /// {@return ΔW at full strength, [out, all the rest], without [#scale]}
    ///
    /// @param cut the rank to stop at, where there is one
    abstract Matrix difference(LoraModule module, Tensor base, OptionalInt cut);

    /// The first axis of a weight, and the product of the others.
    record Sizes(int out, int in) {
        static Sizes of(Shape shape) {
            int out = shape.rank() == 0 ? 1 : shape.at(0);
            return new Sizes(out, out == 0 ? 0 : shape.elements() / out);
        }
    }

    /// {@return whether a·b, or the core t with a and b, has the sizes `wanted`}
    private static boolean product(Shape a, Shape b, Optional<Shape> core, Sizes wanted) {
        if (a.rank() != 2 || b.rank() < 2) {
            return false;
        }
        if (core.isEmpty()) {
            return a.at(0) == wanted.out && a.at(1) == b.at(0) && Sizes.of(b).in == wanted.in;
        }
        Shape t = core.get();
        return t.rank() > 2
                && b.rank() == 2
                && t.at(0) == a.at(0)
                && t.at(1) == b.at(0)
                && a.at(1) == wanted.out
                && (long) b.at(1) * t.elements() == (long) wanted.in * t.at(0) * t.at(1);
    }

    private static Matrix factor(LoraModule m, String a, String b, String core) {
        return m.has(core)
                ? m.matrix(a).transposed().times(LowRank.inner(m.tensor(core), m.matrix(b)))
                : m.matrix(a).times(m.matrix(b));
    }
}
