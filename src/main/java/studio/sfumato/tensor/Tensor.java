package studio.sfumato.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// An immutable tensor of 32-bit floats in row-major order. Arithmetic is element-wise on equal shapes; coefficients
/// are doubles, each result is rounded to float once.
public final class Tensor {
    private static final float MOST_HALF = 65519.996f;

    private final Shape shape;
    private final float[] data;

    private Tensor(Shape shape, float[] data) {
        if (shape.elements() != data.length) {
            throw new IllegalArgumentException(data.length + " values do not fill a tensor of shape " + shape);
        }
        this.shape = shape;
        this.data = data;
    }

    /// {@return a tensor that takes over `data`: the caller must not write to the array afterwards}
    public static Tensor wrap(Shape shape, float[] data) {
        return new Tensor(shape, data);
    }

    /// {@return a tensor holding a copy of `data`}
    public static Tensor of(Shape shape, float... data) {
        return new Tensor(shape, data.clone());
    }

    /// {@return a scalar}
    public static Tensor scalar(double value) {
        return new Tensor(Shape.of(), new float[] {(float) value});
    }

    /// {@return a tensor of zeros}
    public static Tensor zeros(Shape shape) {
        return new Tensor(shape, new float[shape.elements()]);
    }

    /// {@return the tensor whose slices along the first axis are those of `parts`, one after the other}
    public static Tensor concat(List<Tensor> parts) {
        Tensor first = parts.getFirst();
        int batch = parts.stream().mapToInt(part -> part.shape.at(0)).sum();
        Shape joined = first.shape.withBatch(batch);
        float[] out = new float[joined.elements()];
        int at = 0;
        for (Tensor part : parts) {
            if (!part.shape.withBatch(batch).equals(joined)) {
                throw new IllegalArgumentException("cannot join " + part.shape + " to " + first.shape);
            }
            System.arraycopy(part.data, 0, out, at, part.data.length);
            at += part.data.length;
        }
        return new Tensor(joined, out);
    }

    /// {@return the shape}
    public Shape shape() {
        return shape;
    }

    /// {@return the value at flat index `i`}
    public float at(int i) {
        return data[i];
    }

    /// {@return a read-only view of the values}
    public FloatBuffer values() {
        return FloatBuffer.wrap(data).asReadOnlyBuffer();
    }

    /// {@return a copy of the values}
    public float[] toArray() {
        return data.clone();
    }

    /// {@return the same values under another shape of as many elements}
    public Tensor reshape(Shape wanted) {
        return new Tensor(wanted, data);
    }

    /// {@return slices `from` (inclusive) to `to` (exclusive) along the first axis}
    public Tensor slice(int from, int to) {
        int stride = data.length / shape.at(0);
        return new Tensor(shape.withBatch(to - from), Arrays.copyOfRange(data, from * stride, to * stride));
    }

    /// {@return this + other}
    public Tensor plus(Tensor other) {
        return combine(1, other, 1);
    }

    /// {@return this − other}
    public Tensor minus(Tensor other) {
        return combine(1, other, -1);
    }

    /// {@return this × factor}
    public Tensor times(double factor) {
        float[] out = new float[data.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (data[i] * factor);
        }
        return new Tensor(shape, out);
    }

    /// {@return this ÷ divisor}
    public Tensor over(double divisor) {
        float[] out = new float[data.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (data[i] / divisor);
        }
        return new Tensor(shape, out);
    }

    /// {@return a·this + b·other}, rounded once
    public Tensor combine(double a, Tensor other, double b) {
        requireSameShape(other);
        float[] out = new float[data.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (a * data[i] + b * other.data[i]);
        }
        return new Tensor(shape, out);
    }

    /// {@return `f` applied to every value}
    public Tensor map(DoubleUnaryOperator f) {
        float[] out = new float[data.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) f.applyAsDouble(data[i]);
        }
        return new Tensor(shape, out);
    }

    /// {@return whether every value is a finite number}
    public boolean isFinite() {
        for (float value : data) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /// {@return whether every value is a number that does not round to infinity in two bytes with ten bits of mantissa}
    public boolean fitsHalf() {
        for (float value : data) {
            if (!(Math.abs(value) <= MOST_HALF)) {
                return false;
            }
        }
        return true;
    }

    private void requireSameShape(Tensor other) {
        if (!shape.equals(other.shape)) {
            throw new IllegalArgumentException("shapes differ: " + shape + " and " + other.shape);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor && shape.equals(tensor.shape) && Arrays.equals(data, tensor.data);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "Tensor[" + shape + "]";
    }
}
