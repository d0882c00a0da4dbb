package studio.sfumato.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;
import studio.sfumato.error.InferenceException;
import studio.sfumato.tensor.Tensor;

/// An input a network declares: turns a float tensor into the element type it wants.
///
/// @param network the network's name, for messages
/// @param name the input's name
/// @param info its declared type and dimensions; -1 is any
record Input(String network, String name, TensorInfo info) {
    /// {@return `from` rounded to 16 bits of that type; the caller closes it}
    static OnnxTensor halves(OrtEnvironment environment, FloatBuffer from, long[] shape, OnnxJavaType type)
            throws OrtException {
        boolean half = type == OnnxJavaType.FLOAT16;
        ShortBuffer to = ShortBuffer.allocate(from.remaining());
        while (to.hasRemaining()) {
            float each = from.get();
            to.put(half ? Float.floatToFloat16(each) : Bfloat16.of(each));
        }
        return OnnxTensor.createTensor(environment, to.flip(), shape, type);
    }

    /// {@return `value` in native memory; the caller closes it}
    ///
    /// @throws InferenceException if the network does not take a tensor of this shape
    OnnxTensor feed(OrtEnvironment environment, Tensor value) throws OrtException {
        requireFits(value);
        long[] shape = value.shape().longs();
        FloatBuffer from = value.values();
        return switch (info.type) {
            case FLOAT -> OnnxTensor.createTensor(environment, from, shape);
            case DOUBLE -> {
                DoubleBuffer to = DoubleBuffer.allocate(from.remaining());
                while (to.hasRemaining()) {
                    to.put(from.get());
                }
                yield OnnxTensor.createTensor(environment, to.flip(), shape);
            }
            case FLOAT16, BFLOAT16 -> halves(environment, from, shape, info.type);
            case INT64 -> {
                LongBuffer to = LongBuffer.allocate(from.remaining());
                while (to.hasRemaining()) {
                    to.put(whole(from.get()));
                }
                yield OnnxTensor.createTensor(environment, to.flip(), shape);
            }
            case INT32 -> {
                IntBuffer to = IntBuffer.allocate(from.remaining());
                while (to.hasRemaining()) {
                    to.put(Math.toIntExact(whole(from.get())));
                }
                yield OnnxTensor.createTensor(environment, to.flip(), shape);
            }
            case BOOL -> {
                ByteBuffer to = ByteBuffer.allocate(from.remaining());
                while (to.hasRemaining()) {
                    to.put((byte) (from.get() == 0 ? 0 : 1));
                }
                yield OnnxTensor.createTensor(environment, to.flip(), shape, info.type);
            }
            case INT8, UINT8, INT16, STRING, UNKNOWN ->
                throw new InferenceException("The " + network + "'s input '" + name + "' is of type " + info.type
                        + ", which Sfumato does not feed");
        };
    }

    private void requireFits(Tensor value) {
        long[] declared = info.getShape();
        long[] given = value.shape().longs();
        boolean fits = declared.length == given.length;
        for (int i = 0; fits && i < given.length; i++) {
            fits = declared[i] < 0 || declared[i] == given[i];
        }
        if (!fits) {
            String wanted = Arrays.stream(declared)
                    .mapToObj(size -> size < 0 ? "?" : Long.toString(size))
                    .collect(Collectors.joining("×"));
            throw new InferenceException("The " + network + "'s input '" + name + "' takes "
                    + (wanted.isEmpty() ? "a scalar" : wanted) + ", not " + value.shape());
        }
    }

    private long whole(float value) {
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw new InferenceException(
                    "The " + network + "'s input '" + name + "' takes whole numbers, not " + value);
        }
        return (long) value;
    }
}
