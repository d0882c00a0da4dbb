package studio.sfumato.weights.merge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.DType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The beginning of a safetensors file: how long its header is, and the header, which says where every tensor is.
///
/// @param header both
/// @param data how many bytes of tensors follow
record SafetensorsOutput(ByteBuffer header, long data) {
    /// The tensors begin at a multiple of this, as in files that the reference implementation writes.
    private static final int ALIGNMENT = 8;

    /// {@return the beginning of a file with these tensors one after the other}
    static SafetensorsOutput of(Map<String, String> metadata, Map<String, Shape> tensors, DType type) {
        ObjectNode header = JsonMapper.shared().createObjectNode();
        ObjectNode about = header.putObject("__metadata__");
        metadata.forEach(about::put);
        long end = 0;
        for (Map.Entry<String, Shape> tensor : tensors.entrySet()) {
            ObjectNode entry = header.putObject(tensor.getKey());
            entry.put("dtype", type.name());
            ArrayNode shape = entry.putArray("shape");
            long elements = 1;
            for (int dim : tensor.getValue().dims()) {
                shape.add(dim);
                elements *= dim;
            }
            long start = end;
            end += elements * type.bytes();
            entry.putArray("data_offsets").add(start).add(end);
        }
        byte[] json = JsonMapper.shared().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        int padded = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT;
        ByteBuffer out = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(padded).put(json);
        while (out.hasRemaining()) {
            out.put((byte) ' ');
        }
        return new SafetensorsOutput(out.flip(), end);
    }

    /// {@return the size of the whole file in bytes}
    long size() {
        return header.limit() + data;
    }
}
