package studio.sfumato.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The dimensions of a tensor, outermost first; a scalar has none.
public final class Shape {
    private final int[] dims;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /// {@return the shape with these dimensions}
    ///
    /// @throws IllegalArgumentException if a dimension is negative or the element count exceeds an `int`
    public static Shape of(int... dims) {
        long elements = 1;
        for (int dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("negative dimension in " + Arrays.toString(dims));
            }
            elements = Math.multiplyExact(elements, (long) dim);
        }
        if (elements > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("too many elements in " + Arrays.toString(dims));
        }
        return new Shape(dims.clone());
    }

    /// {@return the number of dimensions}
    public int rank() {
        return dims.length;
    }

    /// {@return the size of dimension `axis`, counted from the end when negative}
    public int at(int axis) {
        return dims[axis < 0 ? dims.length + axis : axis];
    }

    /// {@return the number of elements; 1 for a scalar}
    public int elements() {
        int product = 1;
        for (int dim : dims) {
            product *= dim;
        }
        return product;
    }

    /// {@return the dimensions as a fresh array}
    public int[] dims() {
        return dims.clone();
    }

    /// {@return the dimensions as a fresh `long` array}
    public long[] longs() {
        return Arrays.stream(dims).asLongStream().toArray();
    }

    /// {@return this shape with its first dimension replaced}
    public Shape withBatch(int batch) {
        int[] changed = dims.clone();
        changed[0] = batch;
        return of(changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /// {@return the shape as `2×4×64×64`, or `scalar`}
    @Override
    public String toString() {
        return dims.length == 0
                ? "scalar"
                : Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining("×"));
    }
}
