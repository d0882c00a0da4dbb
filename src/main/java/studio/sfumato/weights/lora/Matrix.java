package studio.sfumato.weights.lora;

import java.util.stream.IntStream;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// A matrix of floats, row after row.
///
/// @param rows how many rows
/// @param columns how many columns
/// @param values rows × columns values; owned by the matrix
@SuppressWarnings("ArrayRecordComponent")
record Matrix(int rows, int columns, float[] values) {
    /// From how many multiplications on rows are shared among threads.
    private static final long WORTH_THREADS = 1 << 20;

    /// {@return `tensor` with everything after its first axis in one row}
    static Matrix of(Tensor tensor) {
        int rows = tensor.shape().rank() == 0 ? 1 : tensor.shape().at(0);
        int columns = rows == 0 ? 0 : tensor.shape().elements() / rows;
        return new Matrix(rows, columns, tensor.toArray());
    }

    /// {@return the unit matrix}
    static Matrix unit(int size) {
        float[] ones = new float[size * size];
        for (int i = 0; i < size; i++) {
            ones[i * size + i] = 1;
        }
        return new Matrix(size, size, ones);
    }

    /// {@return these values under a tensor's shape}
    Tensor as(Shape shape) {
        return Tensor.wrap(shape, values);
    }

    /// {@return the first `count` columns}
    Matrix firstColumns(int count) {
        if (count >= columns) {
            return this;
        }
        float[] kept = new float[rows * count];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(values, i * columns, kept, i * count, count);
        }
        return new Matrix(rows, count, kept);
    }

    /// {@return the first `count` rows}
    Matrix firstRows(int count) {
        return count >= rows ? this : new Matrix(count, columns, java.util.Arrays.copyOf(values, count * columns));
    }

    /// {@return the rows in another order: row i is what is row order\[i\] here}
    Matrix rowsIn(int... order) {
        float[] all = new float[values.length];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(values, order[i] * columns, all, i * columns, columns);
        }
        return new Matrix(rows, columns, all);
    }

    /// {@return the rows as they were before [#rowsIn]: row order\[i\] is what is row i here}
    Matrix rowsTo(int... order) {
        float[] all = new float[values.length];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(values, i * columns, all, order[i] * columns, columns);
        }
        return new Matrix(rows, columns, all);
    }

    /// {@return this · other}
    Matrix times(Matrix other) {
        if (columns != other.rows) {
            throw new IllegalArgumentException(columns + " columns times " + other.rows + " rows");
        }
        float[] product = new float[Math.multiplyExact(rows, other.columns)];
        IntStream all = IntStream.range(0, rows);
        IntStream shared = (long) product.length * columns > WORTH_THREADS ? all.parallel() : all;
        shared.forEach(i -> addRow(other, i, product));
        return new Matrix(rows, other.columns, product);
    }

    /// One row of the product; the inner loop runs along rows of both, so that it is done eight values at a time.
    private void addRow(Matrix other, int i, float[] product) {
        int width = other.columns;
        int to = i * width;
        for (int k = 0; k < columns; k++) {
            float factor = values[i * columns + k];
            int from = k * width;
            for (int j = 0; j < width; j++) {
                product[to + j] += factor * other.values[from + j];
            }
        }
    }

    /// {@return the products of values at the same place}
    Matrix hadamard(Matrix other) {
        float[] product = new float[values.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = values[i] * other.values[i];
        }
        return new Matrix(rows, columns, product);
    }

    /// {@return each row of this times each of `other`, value by value}
    Matrix pairs(Matrix other) {
        float[] product = new float[Math.multiplyExact(Math.multiplyExact(rows, other.rows), columns)];
        int to = 0;
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < other.rows; k++) {
                for (int j = 0; j < columns; j++) {
                    product[to++] = values[i * columns + j] * other.values[k * columns + j];
                }
            }
        }
        return new Matrix(rows * other.rows, columns, product);
    }

    /// {@return every value of this times all of `other`, as blocks}
    Matrix kronecker(Matrix other) {
        int width = Math.multiplyExact(columns, other.columns);
        float[] product = new float[Math.multiplyExact(Math.multiplyExact(rows, other.rows), width)];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < other.rows; k++) {
                int to = (i * other.rows + k) * width;
                for (int j = 0; j < columns; j++) {
                    float factor = values[i * columns + j];
                    for (int l = 0; l < other.columns; l++) {
                        product[to++] = factor * other.values[k * other.columns + l];
                    }
                }
            }
        }
        return new Matrix(rows * other.rows, width, product);
    }

    /// {@return rows as columns}
    Matrix transposed() {
        float[] turned = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                turned[j * rows + i] = values[i * columns + j];
            }
        }
        return new Matrix(columns, rows, turned);
    }

    /// {@return a·this + b·other}
    Matrix combine(double a, Matrix other, double b) {
        float[] sum = new float[values.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) (a * values[i] + b * other.values[i]);
        }
        return new Matrix(rows, columns, sum);
    }

    /// {@return this with every value times `factor`}
    Matrix scaled(double factor) {
        if (factor == 1) {
            return this;
        }
        float[] product = new float[values.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = (float) (values[i] * factor);
        }
        return new Matrix(rows, columns, product);
    }

    /// {@return the inverse of a square matrix, by Gauss and Jordan with the largest pivot of each column}
    Matrix inverse() {
        int n = rows;
        double[][] work = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                work[i][j] = values[i * n + j];
            }
            work[i][n + i] = 1;
        }
        for (int pivot = 0; pivot < n; pivot++) {
            int best = pivot;
            for (int i = pivot + 1; i < n; i++) {
                best = Math.abs(work[i][pivot]) > Math.abs(work[best][pivot]) ? i : best;
            }
            double[] row = work[best];
            work[best] = work[pivot];
            work[pivot] = row;
            double divisor = row[pivot];
            for (int j = 0; j < 2 * n; j++) {
                row[j] /= divisor;
            }
            for (int i = 0; i < n; i++) {
                double factor = work[i][pivot];
                if (i != pivot && factor != 0) {
                    for (int j = 0; j < 2 * n; j++) {
                        work[i][j] -= factor * row[j];
                    }
                }
            }
        }
        float[] inverse = new float[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                inverse[i * n + j] = (float) work[i][n + j];
            }
        }
        return new Matrix(n, n, inverse);
    }
}
