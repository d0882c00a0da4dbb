package studio.sfumato.net;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.ComponentConfig;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/// A published full-size network without its weights: its configuration and the shape of every tensor; made by
/// `tools/golden/networks.py`.
public record PublishedNetwork(Map<String, Object> config, Map<String, int[]> tensors) {
    private static final Map<String, PublishedNetwork> ALL = read();

    /// {@return the network called `name`, such as "sd-1.5 unet"}
    public static PublishedNetwork of(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }

    public ComponentConfig settings() {
        return ComponentConfig.of("config.json", config);
    }

    /// {@return the settings of a U-Net}; that a refiner's is told five numbers, its folder does not say
    public ComponentConfig unet() {
        boolean refines = Objects.equals(config.get("cross_attention_dim"), 1280);
        return refines ? settings().with(ComponentConfig.TIME_IDS, 5) : settings();
    }

    /// Writes a safetensors file of half-precision weights, random and small enough that the network gives finite
    /// numbers.
    public void writeRandom(Path file) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        long at = 0;
        for (Map.Entry<String, int[]> entry : tensors.entrySet()) {
            long end = at + 2L * Shape.of(entry.getValue()).elements();
            header.put(
                    entry.getKey(),
                    Map.of("dtype", "F16", "shape", entry.getValue(), "data_offsets", new long[] {at, end}));
            at = end;
        }
        byte[] json = new ObjectMapper().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .array());
            out.write(json);
            SplittableRandom random = new SplittableRandom(1);
            for (int[] dims : tensors.values()) {
                int elements = Shape.of(dims).elements();
                double scale = dims.length == 1 ? 0.1 : Math.sqrt(3.0 * dims[0] / elements);
                byte[] noise = noise(random, scale);
                for (long left = 2L * elements; left > 0; left -= noise.length) {
                    out.write(noise, 0, (int) Math.min(left, noise.length));
                }
            }
        }
    }

    /// {@return uniform values between −scale and scale; one block is used over and over, for speed}
    private static byte[] noise(SplittableRandom random, double scale) {
        ByteBuffer block = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        while (block.hasRemaining()) {
            block.putShort(Float.floatToFloat16((float) (scale * (2 * random.nextDouble() - 1))));
        }
        return block.array();
    }

    private static Map<String, PublishedNetwork> read() {
        try (InputStream file = PublishedNetwork.class.getResourceAsStream("/golden/networks/tensors.json.gz");
                InputStream json = new GZIPInputStream(file)) {
            return new ObjectMapper().readValue(json, new TypeReference<Map<String, PublishedNetwork>>() {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
