package studio.sfumato.weights.lora;

import studio.sfumato.tensor.Tensor;

/// A change as the product of two matrices, whatever a file makes of it: ΔW = U·D.
///
/// @param up [out, rank]
/// @param down [rank, all the rest]
record LowRank(Matrix up, Matrix down) {
    /// {@return the rank of a module's change; 0 where it is no such product}
    static long rank(LoraKind kind, LoraModule m) {
        return switch (kind) {
            case LORA -> kind.rank(m);
            case LOHA ->
                (long) product(m, "hada_w1_a", "hada_w1_b", "hada_t1")
                        * product(m, "hada_w2_a", "hada_w2_b", "hada_t2");
            case LOKR -> (long) factor(m, "lokr_w1", "lokr_t1") * factor(m, "lokr_w2", "lokr_t2");
            case OFT, BOFT, PEFT_OFT, PEFT_BOFT, IA3, GLORA, FULL -> 0;
        };
    }

    private static int product(LoraModule m, String a, String b, String core) {
        return m.dim(m.has(core) ? a : b, 0);
    }

    private static int factor(LoraModule m, String whole, String core) {
        if (!m.has(whole)) {
            return product(m, whole + "_a", whole + "_b", core);
        }
        LoraKind.Sizes sizes = LoraKind.Sizes.of(m.weight(whole).shape());
        return Math.min(sizes.out(), sizes.in());
    }

    /// {@return the matrices of a module whose change has a [#rank], without [LoraKind#scale]}
    static LowRank of(LoraKind kind, LoraModule m) {
        return switch (kind) {
            case LORA -> {
                Matrix down = m.matrix(LoraModule.DOWN);
                yield new LowRank(
                        m.matrix(LoraModule.UP), m.has(LoraModule.MID) ? inner(m.tensor(LoraModule.MID), down) : down);
            }
            case LOHA ->
                read(m, "hada_w1_a", "hada_w1_b", "hada_t1").hadamard(read(m, "hada_w2_a", "hada_w2_b", "hada_t2"));
            case LOKR -> read(m, "lokr_w1", "lokr_t1").kronecker(read(m, "lokr_w2", "lokr_t2"));
            case OFT, BOFT, PEFT_OFT, PEFT_BOFT, IA3, GLORA, FULL ->
                throw new IllegalArgumentException(kind + " is no product of two matrices");
        };
    }

    private static LowRank read(LoraModule m, String a, String b, String core) {
        return m.has(core)
                ? new LowRank(m.matrix(a).transposed(), inner(m.tensor(core), m.matrix(b)))
                : new LowRank(m.matrix(a), m.matrix(b));
    }

    /// A matrix that is whole is a product with the unit matrix, on its shorter side.
    private static LowRank read(LoraModule m, String whole, String core) {
        if (!m.has(whole)) {
            return read(m, whole + "_a", whole + "_b", core);
        }
        Matrix all = m.matrix(whole);
        return all.rows() <= all.columns()
                ? new LowRank(Matrix.unit(all.rows()), all)
                : new LowRank(all, Matrix.unit(all.columns()));
    }

    /// (B₁·A₁) ⊙ (B₂·A₂): each rank of the one meets each of the other.
    private LowRank hadamard(LowRank other) {
        Matrix rows = up.transposed().pairs(other.up.transposed());
        return new LowRank(rows.transposed(), down.pairs(other.down));
    }

    /// (B₁·A₁) ⊗ (B₂·A₂) = (B₁ ⊗ B₂)·(A₁ ⊗ A₂).
    private LowRank kronecker(LowRank other) {
        return new LowRank(up.kronecker(other.up), down.kronecker(other.down));
    }

    /// {@return Σ t[n,m,…]·down[m,j] as [n, j × …]: two thirds of Tucker's decomposition of a convolution}
    static Matrix inner(Tensor t, Matrix down) {
        int outer = t.shape().at(0);
        int others = t.shape().at(1);
        int kernel = outer == 0 || others == 0 ? 0 : t.shape().elements() / outer / others;
        float[] values = t.toArray();
        float[] all = new float[outer * down.columns() * kernel];
        Matrix right = down.transposed(); // [j, m]
        for (int n = 0; n < outer; n++) {
            float[] slice = java.util.Arrays.copyOfRange(values, n * others * kernel, (n + 1) * others * kernel);
            Matrix product = right.times(new Matrix(others, kernel, slice));
            System.arraycopy(product.values(), 0, all, n * product.values().length, product.values().length);
        }
        return new Matrix(outer, down.columns() * kernel, all);
    }
}
