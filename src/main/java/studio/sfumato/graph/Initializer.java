package studio.sfumato.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.Weight;

/// A constant tensor of a graph, written as a `TensorProto`: dims = 1, data_type = 2, name = 8, raw_data = 9,
/// external_data = 13, data_location = 14.
sealed interface Initializer {
    String name();

    void write(Protobuf proto);

    /// {@return a small vector of 64-bit whole numbers, kept inside the model}
    static Initializer of(String name, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return new Inline(name, DType.I64, values.length, bytes.array());
    }

    /// {@return a small vector of floats, kept inside the model}
    static Initializer of(String name, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new Inline(name, DType.F32, values.length, bytes.array());
    }

    /// A vector kept inside the model.
    @SuppressWarnings("ArrayRecordComponent")
    record Inline(String name, DType type, int count, byte[] raw) implements Initializer {
        @Override
        public void write(Protobuf proto) {
            proto.number(1, count).number(2, type.onnx()).text(8, name).bytes(9, raw);
        }
    }

    /// Values that are handed over when the network is opened. ONNX Runtime takes them only in place of a tensor
    /// that lies in a file, so one is named; it is never looked for.
    record Replaced(String name, DType type, Shape shape) implements Initializer {
        @Override
        public void write(Protobuf proto) {
            for (long dim : shape.longs()) {
                proto.number(1, dim);
            }
            proto.number(2, type.onnx()).text(8, name);
            proto.message(13, entry -> entry.text(1, "location").text(2, "replaced"));
            proto.number(14, External.EXTERNAL);
        }
    }

    /// A tensor that stays in the model's file. Its dimensions may differ from the file's as long as the
    /// elements are the same: a 1×1 convolution's weight serves as a matrix.
    record External(String name, List<Integer> dims, Weight weight) implements Initializer {
        private static final int EXTERNAL = 1;

        @Override
        public void write(Protobuf proto) {
            dims.forEach(dim -> proto.number(1, dim));
            proto.number(2, weight.type().onnx()).text(8, name);
            entry(proto, "location", weight.file().getFileName().toString());
            entry(proto, "offset", Long.toString(weight.offset()));
            entry(proto, "length", Long.toString(weight.length()));
            proto.number(14, EXTERNAL);
        }

        private static void entry(Protobuf proto, String key, String value) {
            proto.message(13, entry -> entry.text(1, key).text(2, value));
        }
    }
}
