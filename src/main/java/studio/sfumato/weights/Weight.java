package studio.sfumato.weights;

import java.nio.file.Path;
import studio.sfumato.tensor.Shape;

/// Where one tensor of a model lies.
///
/// @param key the tensor's name, as the network asks for it
/// @param type its element type in the file
/// @param shape its shape, as the network asks for it
/// @param file the file that holds it: absolute, symbolic links resolved
/// @param offset its first byte, from the start of the file
/// @param length its size in bytes
/// @param transposed whether the file holds this matrix with rows and columns exchanged
public record Weight(String key, DType type, Shape shape, Path file, long offset, long length, boolean transposed) {
    /// A tensor that lies in the file as it is.
    public Weight(String key, DType type, Shape shape, Path file, long offset, long length) {
        this(key, type, shape, file, offset, length, false);
    }

    /// Refuses to transpose what is no matrix.
    public Weight {
        if (transposed && shape.rank() != 2) {
            throw new IllegalArgumentException("'" + key + "' is no matrix");
        }
    }

    /// {@return the same tensor under another name}
    public Weight withKey(String other) {
        return new Weight(other, type, shape, file, offset, length, transposed);
    }

    /// {@return one of several equal parts that lie one after the other along the first axis}
    ///
    /// @param name its name
    /// @param index which, from 0
    /// @param count how many there are
    /// @throws IllegalArgumentException if it cannot be divided so
    public Weight part(String name, int index, int count) {
        int[] dims = shape.dims();
        if (transposed || dims.length == 0 || dims[0] % count != 0) {
            throw new IllegalArgumentException("'" + key + "' cannot be cut into " + count);
        }
        dims[0] /= count;
        long bytes = length / count;
        return new Weight(name, type, Shape.of(dims), file, offset + index * bytes, bytes);
    }

    /// {@return the slices `from` (inclusive) to `to` (exclusive) along the first axis}
    ///
    /// @throws IllegalArgumentException if it has none, or they don't lie one after the other in the file
    public Weight rows(int from, int to) {
        int[] dims = shape.dims();
        if (transposed || dims.length == 0 || from < 0 || from > to || to > dims[0]) {
            throw new IllegalArgumentException("'" + key + "' has no rows " + from + " to " + to);
        }
        long bytes = dims[0] == 0 ? 0 : length / dims[0];
        dims[0] = to - from;
        return new Weight(key, type, Shape.of(dims), file, offset + from * bytes, (to - from) * bytes);
    }

    /// {@return this matrix with rows and columns exchanged, called `name`}
    ///
    /// @throws IllegalArgumentException if it is no matrix
    public Weight transpose(String name) {
        return new Weight(name, type, exchanged(shape), file, offset, length, !transposed);
    }

    /// {@return the shape the file holds it in}
    public Shape storedShape() {
        return transposed ? exchanged(shape) : shape;
    }

    private static Shape exchanged(Shape shape) {
        if (shape.rank() != 2) {
            throw new IllegalArgumentException(shape + " is no matrix");
        }
        return Shape.of(shape.at(1), shape.at(0));
    }
}
