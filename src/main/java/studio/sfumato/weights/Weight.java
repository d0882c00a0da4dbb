package studio.sfumato.weights;

import java.nio.file.Path;
import studio.sfumato.tensor.Shape;

/// Where one tensor of a model lies.
///
/// @param key the tensor's name, as the network asks for it
/// @param type its element type in the file
/// @param shape its shape
/// @param file the file that holds it: absolute, symbolic links resolved
/// @param offset its first byte, from the start of the file
/// @param length its size in bytes
public record Weight(String key, DType type, Shape shape, Path file, long offset, long length) {}
