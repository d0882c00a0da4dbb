package studio.sfumato.weights.lora;

import java.util.Arrays;
import java.util.Optional;
import studio.sfumato.tensor.Shape;

/// Orthogonal fine-tuning as PEFT has it since its version 0.14: what goes into a layer is turned, in blocks, before
/// the weight sees it, so a weight W [out, in] becomes W·Rᵀ. The values of a convolution's kernel count as inputs.
final class PeftRotation {
    static final String OFT = "oft_R";
    static final String BOFT = "boft_R";
    static final String LENGTHS = "boft_s";
    static final String SERIES = "use_cayley_neumann";
    private static final int MOST_FACTORS = 16;
    private static final int USUAL_TERMS = 5;
    private static final double USUAL_LIMIT = 6e-5;

    private PeftRotation() {}

    /// {@return the size of the blocks whose values above the diagonal, `count` of them, are stored}: b with
    /// b·(b − 1)/2 = count; 0 if there is none
    static int blockSize(int count) {
        int size = (int) Math.round((1 + Math.sqrt(1 + 8.0 * count)) / 2);
        return (long) size * (size - 1) / 2 == count ? size : 0;
    }

    /// {@return how many inputs the blocks turn}; empty where one block serves for all
    static Optional<Integer> inputs(LoraModule m) {
        int count = m.has(OFT) ? m.dim(OFT, 0) : m.dim(BOFT, 1);
        int size = m.has(OFT) ? blockSize(m.dim(OFT, 1)) : m.dim(BOFT, 2);
        return m.has(OFT) && count == 1 ? Optional.empty() : Optional.of(Math.max(0, count * size));
    }

    /// {@return whether the blocks of OFT are those of a weight of shape `base`}
    static boolean oftFits(LoraModule m, Shape base) {
        Shape stored = m.weight(OFT).shape();
        int size = stored.rank() == 2 ? blockSize(stored.at(1)) : 0;
        int inputs = LoraKind.Sizes.of(base).in();
        return size > 1
                && base.rank() > 1
                && inputs % size == 0
                && (stored.at(0) == 1 || (long) stored.at(0) * size == inputs);
    }

    /// {@return whether the blocks of BOFT, [factors, count, b, b], are those of a weight of shape `base`}
    static boolean boftFits(LoraModule m, Shape base) {
        Shape blocks = m.weight(BOFT).shape();
        LoraKind.Sizes sizes = LoraKind.Sizes.of(base);
        if (blocks.rank() != 4
                || blocks.at(0) == 0
                || blocks.at(2) == 0
                || blocks.at(2) != blocks.at(3)
                || (long) blocks.at(1) * blocks.at(2) != sizes.in()
                || m.weight(LENGTHS).shape().elements() != sizes.out()) {
            return false;
        }
        int factors = blocks.at(0);
        return factors == 1
                || (factors < MOST_FACTORS && blocks.at(2) % 2 == 0 && blocks.at(1) % (1 << (factors - 1)) == 0);
    }

    /// {@return what OFT adds to the weight `base`}. Of each block the values of Q above the diagonal are stored;
    /// R is Cayley's (1 − Q)(1 + Q)⁻¹, or the first terms of the series of (1 + Q)(1 − Q)⁻¹. One block may serve
    /// for all.
    static Matrix oft(LoraModule module, Matrix base) {
        Matrix stored = module.matrix(OFT);
        int size = blockSize(stored.columns());
        boolean series = module.settings().flag(module.name(), SERIES).orElse(true);
        int terms = module.settings()
                .number(module.name(), "num_cayley_neumann_terms")
                .map(Double::intValue)
                .orElse(USUAL_TERMS);
        boolean limited = module.settings().flag(module.name(), "coft").orElse(false);
        double most = module.settings().number(module.name(), "eps").orElse(USUAL_LIMIT) / Math.sqrt(stored.rows());
        Matrix[] turns = new Matrix[stored.rows()];
        for (int i = 0; i < turns.length; i++) {
            Matrix q = skew(stored.values(), i * stored.columns(), size);
            if (limited) {
                double norm = norm(q);
                q = q.scaled(norm > most ? most / norm : 1);
            }
            turns[i] = series ? series(q, terms) : cayley(q);
        }
        Matrix inputs = base.transposed();
        return Rotation.turned(inputs, turns).combine(1, inputs, -1).transposed();
    }

    /// {@return what BOFT adds to the weight `base`}: several such turns one after another, each of inputs in another
    /// order (Liu et al. 2023, arXiv:2311.06243), then each output times `boft_s`
    static Matrix boft(LoraModule module, Matrix base) {
        Matrix stored = module.matrix(BOFT);
        int factors = stored.rows();
        int count = module.dim(BOFT, 1);
        int size = module.dim(BOFT, 2);
        Matrix inputs = base.transposed();
        for (int factor = 0; factor < factors; factor++) {
            Matrix[] turns = new Matrix[count];
            for (int i = 0; i < count; i++) {
                int at = (factor * count + i) * size * size;
                Matrix whole = new Matrix(size, size, Arrays.copyOfRange(stored.values(), at, at + size * size));
                turns[i] = cayley(whole.combine(0.5, whole.transposed(), -0.5));
            }
            int[] order = order(base.columns(), count >> factor, size, factors > 1);
            inputs = Rotation.turned(inputs.rowsTo(order), turns).rowsIn(order);
        }
        float[] lengths = module.tensor(LENGTHS).toArray();
        float[] changed = inputs.transposed().values();
        for (int i = 0; i < changed.length; i++) {
            changed[i] = changed[i] * lengths[i / base.columns()] - base.values()[i];
        }
        return new Matrix(base.rows(), base.columns(), changed);
    }

    private static Matrix skew(float[] stored, int from, int size) {
        float[] q = new float[size * size];
        int at = from;
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                q[i * size + j] = stored[at];
                q[j * size + i] = -stored[at++];
            }
        }
        return new Matrix(size, size, q);
    }

    private static double norm(Matrix matrix) {
        double sum = 0;
        for (float value : matrix.values()) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private static Matrix cayley(Matrix q) {
        Matrix unit = Matrix.unit(q.rows());
        return unit.combine(1, q, -1).times(unit.combine(1, q, 1).inverse());
    }

    /// {@return 1 + 2Q + 2Q² + … + Qⁿ⁻¹ for n terms}; for three PEFT adds a fourth
    private static Matrix series(Matrix q, int terms) {
        Matrix sum = Matrix.unit(q.rows());
        if (terms < 2) {
            return sum;
        }
        sum = sum.combine(1, q, 2);
        if (terms == 2) {
            return sum;
        }
        Matrix power = q.times(q);
        sum = sum.combine(1, power, 2);
        for (int i = 3; i < terms - 1; i++) {
            power = power.times(q);
            sum = sum.combine(1, power, 2);
        }
        return sum.combine(1, power.times(q), 1);
    }

    /// {@return the order in which inputs are brought together}: in every n/blocks of them first the even halves of
    /// blocks of `size`, then the odd ones
    private static int[] order(int n, int blocks, int size, boolean mixed) {
        int[] order = new int[n];
        int group = n / Math.max(1, blocks);
        int half = size / 2;
        for (int i = 0; i < n; i++) {
            int place = i % group;
            int pieces = mixed ? group / half : 1;
            int evens = (pieces + 1) / 2;
            int piece = mixed ? place / half : 0;
            int taken = piece < evens ? 2 * piece : 2 * (piece - evens) + 1;
            order[i] = mixed ? i - place + taken * half + place % half : i;
        }
        return order;
    }
}
