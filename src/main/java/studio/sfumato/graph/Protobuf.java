package studio.sfumato.graph;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Writes the three wire types of Protocol Buffers that ONNX needs; field numbers are those of `onnx.proto`.
final class Protobuf {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /// A field of type `int32`, `int64` or an enum.
    Protobuf number(int field, long value) {
        varint(((long) field << 3) | VARINT);
        varint(value);
        return this;
    }

    /// A field of type `float`.
    Protobuf real(int field, float value) {
        varint(((long) field << 3) | FIXED_32);
        int bits = Float.floatToRawIntBits(value);
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(bits >>> shift);
        }
        return this;
    }

    /// A field of type `string`.
    Protobuf text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /// A field of type `bytes`.
    Protobuf bytes(int field, byte[] value) {
        varint(((long) field << 3) | LENGTH_DELIMITED);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /// A nested message, filled by `content`.
    Protobuf message(int field, Consumer<Protobuf> content) {
        Protobuf nested = new Protobuf();
        content.accept(nested);
        return bytes(field, nested.toByteArray());
    }

    /// {@return what has been written}
    byte[] toByteArray() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
