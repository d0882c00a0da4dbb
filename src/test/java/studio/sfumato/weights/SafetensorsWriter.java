package studio.sfumato.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Writes small `.safetensors` files for tests.
public final class SafetensorsWriter {
    @SuppressWarnings("ArrayRecordComponent")
    private record Entry(DType type, Shape shape, byte[] bytes) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /// Adds a tensor stored as F64, F32, F16 or BF16.
    public SafetensorsWriter add(String key, DType type, Tensor tensor) {
        ByteBuffer out =
                ByteBuffer.allocate(tensor.shape().elements() * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : tensor.toArray()) {
            switch (type) {
                case F64 -> out.putDouble(value);
                case F32 -> out.putFloat(value);
                case F16 -> out.putShort(Float.floatToFloat16(value));
                case BF16 -> out.putShort((short) (Float.floatToIntBits(value) >>> 16));
                case F8_E4M3, F8_E5M2, I64, I32, I16, I8, U64, U32, U16, U8, BOOL ->
                    throw new IllegalArgumentException("write " + type + " as bytes");
            }
        }
        return add(key, type, tensor.shape(), out.array());
    }

    /// Adds a tensor of F32.
    public SafetensorsWriter add(String key, Tensor tensor) {
        return add(key, DType.F32, tensor);
    }

    /// Adds a tensor by its bytes in the file.
    public SafetensorsWriter add(String key, DType type, Shape shape, byte... bytes) {
        entries.put(key, new Entry(type, shape, bytes));
        return this;
    }

    /// Adds a line of free text.
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /// {@return the file's bytes}
    public byte[] toBytes() {
        StringBuilder header = new StringBuilder("{");
        metadata.forEach((key, value) -> {
            header.append(header.length() == 1 ? "\"__metadata__\":{" : ",");
            header.append('"').append(key).append("\":\"").append(value).append('"');
        });
        header.append(metadata.isEmpty() ? "" : "}");
        int end = 0;
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            Entry tensor = entry.getValue();
            header.append(header.length() == 1 ? "\"" : ",\"").append(entry.getKey());
            header.append("\":{\"dtype\":\"").append(tensor.type);
            header.append("\",\"shape\":").append(Arrays.toString(tensor.shape.dims()));
            header.append(",\"data_offsets\":[")
                    .append(end)
                    .append(',')
                    .append(end + tensor.bytes.length)
                    .append("]}");
            end += tensor.bytes.length;
        }
        byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        return file(json, entries.values().stream().map(Entry::bytes).toList().toArray(byte[][]::new));
    }

    /// {@return a file of this header, whatever it says, and these data}
    public static byte[] file(byte[] header, byte[]... data) {
        int length = Arrays.stream(data).mapToInt(part -> part.length).sum();
        ByteBuffer out =
                ByteBuffer.allocate(Long.BYTES + header.length + length).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(header.length).put(header);
        for (byte[] part : data) {
            out.put(part);
        }
        return out.array();
    }

    /// Writes the file, making its folder where needed.
    public Path write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.write(file, toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
