package studio.sfumato.weights.lora;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import studio.sfumato.tensor.Shape;

/// Orthogonal fine-tuning as LyCORIS has it: the outputs of a layer, in blocks, are turned.
final class Rotation {
    static final String BLOCKS = "oft_blocks";
    private static final int MOST_FACTORS = 16;
    private static final double EPSILON = 1e-8;

    private Rotation() {}

    /// {@return whether the blocks, [count, b, b] or [factors, count, b, b], are those of a weight of shape `base`}
    static boolean fits(LoraModule m, Shape base) {
        Shape blocks = m.weight(BLOCKS).shape();
        int last = blocks.rank() - 1;
        int size = blocks.at(last);
        int out = LoraKind.Sizes.of(base).out();
        boolean rescale = !m.has("rescale") || m.weight("rescale").shape().elements() == out;
        boolean whole = size > 0 && blocks.at(last - 1) == size && (long) blocks.at(last - 2) * size == out && rescale;
        return last == 2
                ? whole
                : whole && size % 2 == 0 && blocks.at(0) < MOST_FACTORS && out % (size << (blocks.at(0) - 1)) == 0;
    }

    /// {@return what turning adds to the weight `base` [out, in]: (Rᵀ − 1)·W in every block, R = (1 + Q)(1 − Q)⁻¹ with
    /// Q = B − Bᵀ (Cayley's form), then each output times `rescale`}
    static Matrix difference(LoraModule module, Matrix base) {
        int size = module.dim(BLOCKS, 1);
        int count = module.dim(BLOCKS, 0);
        Matrix[] turns = turns(module, base, count, size);
        for (int i = 0; i < count; i++) {
            turns[i] = turns[i].transposed();
        }
        return rescaled(module, turned(base, turns), base);
    }

    /// {@return what several turns one after another add, the i-th of outputs that lie 2ⁱ half blocks apart}: BOFT (Liu
    /// et al. 2023, arXiv:2311.06243) as LyCORIS has it, R·W and not Rᵀ·W
    static Matrix butterfly(LoraModule module, Matrix base) {
        int factors = module.dim(BLOCKS, 0);
        int count = module.dim(BLOCKS, 1);
        int size = module.dim(BLOCKS, 2);
        Matrix[] turns = turns(module, base, factors * count, size);
        Matrix outputs = base;
        for (int factor = 0; factor < factors; factor++) {
            int[] order = order(base.rows(), (size / 2) << factor);
            Matrix mixed = outputs.rowsIn(order);
            Matrix done = turned(mixed, Arrays.copyOfRange(turns, factor * count, (factor + 1) * count));
            outputs = done.rowsTo(order);
        }
        return rescaled(module, outputs, base);
    }

    /// {@return the outputs in pairs of those that lie `apart` from each other}
    private static int[] order(int rows, int apart) {
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            int place = i % (2 * apart);
            order[i] = i - place + place % 2 * apart + place / 2;
        }
        return order;
    }

    private static Matrix[] turns(LoraModule module, Matrix base, int count, int size) {
        double[] q = skew(module.matrix(BLOCKS).values(), count, size);
        double limit = module.scalar("alpha").orElse(0.0) * base.rows();
        double norm = Math.sqrt(Arrays.stream(q).map(value -> value * value).sum()) + EPSILON;
        double shrink = limit > 0 && norm > limit ? limit / norm : 1;
        Matrix unit = Matrix.unit(size);
        Matrix[] turns = new Matrix[count];
        for (int block = 0; block < count; block++) {
            float[] own = new float[size * size];
            for (int i = 0; i < own.length; i++) {
                own[i] = (float) (q[block * own.length + i] * shrink);
            }
            Matrix turn = new Matrix(size, size, own);
            turns[block] =
                    unit.combine(1, turn, 1).times(unit.combine(1, turn, -1).inverse());
        }
        return turns;
    }

    /// {@return the rows with each block of them turned}; the last of `turns` serves for those that have none
    static Matrix turned(Matrix rows, Matrix... turns) {
        int width = rows.columns();
        int size = turns[0].rows();
        float[] all = new float[rows.values().length];
        for (int from = 0; from < rows.rows(); from += size) {
            Matrix turn = turns[Math.min(from / size, turns.length - 1)];
            float[] own = Arrays.copyOfRange(rows.values(), from * width, (from + size) * width);
            Matrix done = turn.times(new Matrix(size, width, own));
            System.arraycopy(done.values(), 0, all, from * width, done.values().length);
        }
        return new Matrix(rows.rows(), width, all);
    }

    private static Matrix rescaled(LoraModule module, Matrix turned, Matrix base) {
        float @Nullable [] rescale =
                module.has("rescale") ? module.tensor("rescale").toArray() : null;
        float[] changed = new float[base.values().length];
        for (int i = 0; i < changed.length; i++) {
            double factor = rescale == null ? 1 : rescale[i / base.columns()];
            changed[i] = (float) (turned.values()[i] * factor - base.values()[i]);
        }
        return new Matrix(base.rows(), base.columns(), changed);
    }

    private static double[] skew(float[] blocks, int count, int size) {
        double[] q = new double[blocks.length];
        for (int block = 0; block < count; block++) {
            int at = block * size * size;
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    q[at + i * size + j] = (double) blocks[at + i * size + j] - blocks[at + j * size + i];
                }
            }
        }
        return q;
    }
}
