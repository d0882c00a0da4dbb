package studio.sfumato.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import studio.sfumato.error.InferenceException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Reads a network's outputs out of native memory.
final class Output {
    private Output() {}

    /// {@return a copy of `value` as floats}
    ///
    /// @throws InferenceException if it is not a tensor of numbers or has NaN or infinite values
    static Tensor read(String network, String name, OnnxValue value) {
        if (!(value instanceof OnnxTensor tensor)) {
            throw new InferenceException("The " + network + "'s output '" + name + "' is not a tensor");
        }
        TensorInfo info = tensor.getInfo();
        int[] dims = Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray();
        Tensor read = Tensor.wrap(Shape.of(dims), floats(network, name, tensor));
        if (!read.isFinite()) {
            throw new InferenceException(
                    "The " + network + " gave NaN or infinite values in '" + name + "'",
                    "The model file may be damaged, or its weights too large for half precision.",
                    null);
        }
        return read;
    }

    private static float[] floats(String network, String name, OnnxTensor tensor) {
        return switch (tensor.getInfo().type) {
            // The binding widens half-precision and bfloat16 values itself, into a fresh array.
            case FLOAT, FLOAT16, BFLOAT16 -> array(tensor.getFloatBuffer());
            case DOUBLE -> {
                DoubleBuffer from = tensor.getDoubleBuffer();
                float[] to = new float[from.remaining()];
                for (int i = 0; i < to.length; i++) {
                    to[i] = (float) from.get(i);
                }
                yield to;
            }
            case INT64 -> {
                LongBuffer from = tensor.getLongBuffer();
                float[] to = new float[from.remaining()];
                for (int i = 0; i < to.length; i++) {
                    to[i] = from.get(i);
                }
                yield to;
            }
            case INT32 -> {
                IntBuffer from = tensor.getIntBuffer();
                float[] to = new float[from.remaining()];
                for (int i = 0; i < to.length; i++) {
                    to[i] = from.get(i);
                }
                yield to;
            }
            case BOOL -> {
                ByteBuffer from = tensor.getByteBuffer();
                float[] to = new float[from.remaining()];
                for (int i = 0; i < to.length; i++) {
                    to[i] = from.get(i);
                }
                yield to;
            }
            case INT8, UINT8, INT16, STRING, UNKNOWN ->
                throw new InferenceException("The " + network + "'s output '" + name + "' is of type "
                        + tensor.getInfo().type + ", which Sfumato does not read");
        };
    }

    private static float[] array(FloatBuffer from) {
        if (from.hasArray() && from.arrayOffset() == 0 && from.array().length == from.remaining()) {
            return from.array();
        }
        float[] to = new float[from.remaining()];
        from.get(to);
        return to;
    }
}
