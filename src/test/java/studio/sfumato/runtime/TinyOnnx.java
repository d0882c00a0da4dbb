package studio.sfumato.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.weights.DType;

/// Writes very small ONNX models for the tests, independent of the production graph builder.
final class TinyOnnx {
    static final int SLOW_SIZE = 384;

    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();
    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();

    TinyOnnx() {
        text(graph, 2, "tiny");
    }

    /// A dimension of -1 may be anything.
    TinyOnnx input(String name, DType type, long... dims) {
        inputs.add(name);
        bytes(graph, 11, value(name, type, dims));
        return this;
    }

    TinyOnnx output(String name, DType type, long... dims) {
        outputs.add(name);
        bytes(graph, 12, value(name, type, dims));
        return this;
    }

    /// A node such as `y = Add(a, b)`.
    TinyOnnx node(String output, String op, String... operands) {
        return node(output, op, List.of(operands), null);
    }

    TinyOnnx cast(String output, String from, DType to) {
        ByteArrayOutputStream attribute = new ByteArrayOutputStream();
        text(attribute, 1, "to");
        number(attribute, 3, to.onnx());
        number(attribute, 20, 2);
        return node(output, "Cast", List.of(from), attribute.toByteArray());
    }

    private TinyOnnx node(String output, String op, List<String> operands, byte @Nullable [] attribute) {
        ByteArrayOutputStream node = new ByteArrayOutputStream();
        operands.forEach(operand -> text(node, 1, operand));
        text(node, 2, output);
        text(node, 4, op);
        if (attribute != null) {
            bytes(node, 5, attribute);
        }
        bytes(graph, 1, node.toByteArray());
        return this;
    }

    TinyOnnx constant(String name, long[] dims, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        ByteArrayOutputStream tensor = tensor(name, DType.F32, dims);
        bytes(tensor, 9, raw.array());
        bytes(graph, 5, tensor.toByteArray());
        return this;
    }

    TinyOnnx constant(String name, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        ByteArrayOutputStream tensor = tensor(name, DType.I64, values.length);
        bytes(tensor, 9, raw.array());
        bytes(graph, 5, tensor.toByteArray());
        return this;
    }

    TinyOnnx external(String name, DType type, String location, long offset, long length, long... dims) {
        ByteArrayOutputStream tensor = tensor(name, type, dims);
        entry(tensor, "location", location);
        entry(tensor, "offset", Long.toString(offset));
        entry(tensor, "length", Long.toString(length));
        number(tensor, 14, 1);
        bytes(graph, 5, tensor.toByteArray());
        return this;
    }

    OnnxModel build(String name) {
        return build(name, null);
    }

    OnnxModel build(String name, @Nullable Path folder) {
        ByteArrayOutputStream opset = new ByteArrayOutputStream();
        number(opset, 2, 17);
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        number(model, 1, 8);
        bytes(model, 7, graph.toByteArray());
        bytes(model, 8, opset.toByteArray());
        return new OnnxModel(name, model.toByteArray(), folder, inputs, outputs);
    }

    /// y = x + x
    static OnnxModel doubling(String name, DType type) {
        return new TinyOnnx()
                .input("x", type, -1)
                .node("y", "Add", "x", "x")
                .output("y", type, -1)
                .build(name);
    }

    /// Matrix products in a row, about two milliseconds each.
    static OnnxModel slow(int nodes) {
        int size = SLOW_SIZE;
        TinyOnnx onnx = new TinyOnnx()
                .input("x0", DType.F32, size, size)
                .constant("w", new long[] {size, size}, new float[size * size]);
        for (int i = 0; i < nodes; i++) {
            onnx.node("x" + (i + 1), "MatMul", "x" + i, "w");
        }
        return onnx.output("x" + nodes, DType.F32, size, size).build("slow network");
    }

    private static ByteArrayOutputStream tensor(String name, DType type, long... dims) {
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        for (long dim : dims) {
            number(tensor, 1, dim);
        }
        number(tensor, 2, type.onnx());
        text(tensor, 8, name);
        return tensor;
    }

    private static void entry(ByteArrayOutputStream tensor, String key, String value) {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        text(entry, 1, key);
        text(entry, 2, value);
        bytes(tensor, 13, entry.toByteArray());
    }

    private static byte[] value(String name, DType type, long... dims) {
        ByteArrayOutputStream shape = new ByteArrayOutputStream();
        for (long dim : dims) {
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            if (dim >= 0) {
                number(one, 1, dim);
            }
            bytes(shape, 1, one.toByteArray());
        }
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        number(tensor, 1, type.onnx());
        bytes(tensor, 2, shape.toByteArray());
        ByteArrayOutputStream kind = new ByteArrayOutputStream();
        bytes(kind, 1, tensor.toByteArray());
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        text(value, 1, name);
        bytes(value, 2, kind.toByteArray());
        return value.toByteArray();
    }

    private static void text(ByteArrayOutputStream to, int field, String text) {
        bytes(to, field, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(ByteArrayOutputStream to, int field, byte[] bytes) {
        varint(to, ((long) field << 3) | 2);
        varint(to, bytes.length);
        to.writeBytes(bytes);
    }

    private static void number(ByteArrayOutputStream to, int field, long value) {
        varint(to, (long) field << 3);
        varint(to, value);
    }

    private static void varint(ByteArrayOutputStream to, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            to.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        to.write((int) rest);
    }
}
