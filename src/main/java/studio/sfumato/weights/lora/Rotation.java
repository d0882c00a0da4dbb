package studio.sfumato.weights.lora;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Orthogonal fine-tuning: the outputs of a layer, in blocks, are turned.
final class Rotation {
    private static final double EPSILON = 1e-8;

    private Rotation() {}

    /// {@return what turning adds to the weight `base` [out, in]: (Rᵀ − 1)·W in every block, R = (1 + Q)(1 − Q)⁻¹ with
    /// Q = B − Bᵀ (Cayley's form), then each output times `rescale`}
    static Matrix difference(LoraModule module, Matrix base) {
        Matrix blocks = module.matrix("oft_blocks");
        int size = module.dim("oft_blocks", 1);
        int count = module.dim("oft_blocks", 0);
        float @Nullable [] rescale =
                module.has("rescale") ? module.tensor("rescale").toArray() : null;
        double[] q = skew(blocks.values(), count, size);
        double limit = module.scalar("alpha").orElse(0.0) * base.rows();
        double norm = Math.sqrt(Arrays.stream(q).map(value -> value * value).sum()) + EPSILON;
        double shrink = limit > 0 && norm > limit ? limit / norm : 1;
        float[] changed = new float[base.values().length];
        for (int block = 0; block < count; block++) {
            float[] own = new float[size * size];
            for (int i = 0; i < own.length; i++) {
                own[i] = (float) (q[block * own.length + i] * shrink);
            }
            Matrix turn = new Matrix(size, size, own);
            Matrix unit = Matrix.unit(size);
            Matrix r = unit.combine(1, turn, 1).times(unit.combine(1, turn, -1).inverse());
            int from = block * size * base.columns();
            int to = from + size * base.columns();
            Matrix rows = new Matrix(size, base.columns(), Arrays.copyOfRange(base.values(), from, to));
            Matrix turned = r.transposed().times(rows);
            for (int i = 0; i < turned.values().length; i++) {
                double factor = rescale == null ? 1 : rescale[block * size + i / base.columns()];
                changed[from + i] = (float) (turned.values()[i] * factor - rows.values()[i]);
            }
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
