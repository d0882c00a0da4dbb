package studio.sfumato.weights.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import studio.sfumato.tensor.Shape;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The names and shapes in a published single file; made by `tools/golden/checkpoints.py` from the published
/// folders' by a mapping of its own.
public record PublishedCheckpoint(Map<String, int[]> tensors) {
    /// {@return the file called `name`: `sd-1.5`, `sd-2.1` or `sdxl`}
    public static PublishedCheckpoint of(String name) {
        try (InputStream file = PublishedCheckpoint.class.getResourceAsStream("/golden/checkpoints/published.json.gz");
                InputStream json = new GZIPInputStream(Objects.requireNonNull(file))) {
            Map<String, Map<String, int[]>> all =
                    JsonMapper.shared().readValue(json, new TypeReference<Map<String, Map<String, int[]>>>() {});
            return new PublishedCheckpoint(Objects.requireNonNull(all.get(name), name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a file of half-precision zeros that takes no room on the disk.
    public Path writeSparse(Path path) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        long at = 0;
        for (Map.Entry<String, int[]> entry : tensors.entrySet()) {
            long end = at + 2L * Shape.of(entry.getValue()).elements();
            header.put(
                    entry.getKey(),
                    Map.of("dtype", "F16", "shape", entry.getValue(), "data_offsets", new long[] {at, end}));
            at = end;
        }
        byte[] json = JsonMapper.shared().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .array());
            out.write(json);
            out.setLength(8 + json.length + at);
        }
        return path;
    }
}
