package studio.sfumato.weights.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.pickle.TorchWriter;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// A tiny checkpoint in one file, laid out as published ones are; made up by `tools/golden/checkpoints.py`.
/// Only names, types and shapes are kept: every value is computed from its tensor's name and its place in it.
public final class TinyCheckpoint {
    private static final Path FOLDER = Path.of("src/test/resources/golden/checkpoints");

    private final Map<String, Entry> tensors = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /// What those tensors' values follow from that are called something else.
    private final Map<String, String> named = new LinkedHashMap<>();

    /// A tensor of the file: value i is `base + scale·uᵢ`.
    private record Entry(DType type, Shape shape, float base, float scale) {}

    private TinyCheckpoint() {}

    /// {@return the checkpoint called `name`}
    public static TinyCheckpoint of(String name) {
        return of("checkpoints", name);
    }

    /// {@return the ControlNet, T2I-Adapter or model for them called `name`}; made up by `tools/golden/controls.py`
    public static TinyCheckpoint control(String name) {
        return of("controls", name);
    }

    /// {@return the network that sees depth called `name`}; made up by `tools/golden/depth.py`
    public static TinyCheckpoint depth(String name) {
        return of("depth", name);
    }

    /// {@return the network that draws lines called `name`}; made up by `tools/golden/edges.py`
    public static TinyCheckpoint lines(String name) {
        return of("edges", name);
    }

    /// {@return the model that is told its guidance called `name`; made up by `tools/golden/told.py`
    public static TinyCheckpoint told(String name) {
        return of("told", name);
    }

    private static TinyCheckpoint of(String folder, String name) {
        TinyCheckpoint file = new TinyCheckpoint();
        for (List<Object> row : Objects.requireNonNull(read(folder).get(name), name)) {
            int[] dims = ((List<?>) row.get(2))
                    .stream().mapToInt(dim -> ((Number) dim).intValue()).toArray();
            file.tensors.put(
                    (String) row.get(0),
                    new Entry(
                            DType.valueOf((String) row.get(1)),
                            Shape.of(dims),
                            ((Number) row.get(3)).floatValue(),
                            ((Number) row.get(4)).floatValue()));
        }
        return file;
    }

    private static Map<String, List<List<Object>>> read(String folder) {
        try (InputStream file = TinyCheckpoint.class.getResourceAsStream("/golden/" + folder + "/tensors.json.gz");
                InputStream json = new GZIPInputStream(Objects.requireNonNull(file))) {
            return JsonMapper.shared().readValue(json, new TypeReference<Map<String, List<List<Object>>>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return the folder of the pictures to expect}
    public static Path folder() {
        return FOLDER;
    }

    /// Leaves out every tensor whose name begins so.
    public TinyCheckpoint without(String prefix) {
        tensors.keySet().removeIf(key -> key.startsWith(prefix));
        return this;
    }

    /// Adds another file's tensors, with their values, under names that begin with `prefix`.
    public TinyCheckpoint with(TinyCheckpoint other, String prefix) {
        other.tensors.forEach((key, entry) -> {
            tensors.put(prefix + key, entry);
            named.put(prefix + key, other.named.getOrDefault(key, key));
        });
        return this;
    }

    /// Adds a tensor of zeros, or changes its shape.
    public TinyCheckpoint with(String key, int... dims) {
        tensors.put(key, new Entry(DType.F16, Shape.of(dims), 0, 0));
        return this;
    }

    /// Makes every value of a tensor infinite.
    public TinyCheckpoint infinite(String key) {
        tensors.computeIfPresent(key, (_, entry) -> new Entry(entry.type, entry.shape, Float.POSITIVE_INFINITY, 0));
        return this;
    }

    /// Calls every tensor whose name begins with `prefix` something else.
    public TinyCheckpoint renamed(String prefix, String other) {
        Map<String, Entry> all = new LinkedHashMap<>(tensors);
        tensors.clear();
        all.forEach((key, entry) ->
                tensors.put(key.startsWith(prefix) ? other + key.substring(prefix.length()) : key, entry));
        return this;
    }

    /// The same; the values stay.
    public TinyCheckpoint called(String prefix, String other) {
        for (String key : names()) {
            if (key.startsWith(prefix)) {
                named.put(other + key.substring(prefix.length()), named.getOrDefault(key, key));
            }
        }
        return renamed(prefix, other);
    }

    /// Adds a line of free text.
    public TinyCheckpoint metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /// {@return the names of the tensors}
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    /// {@return a tensor's type}
    public DType type(String key) {
        return Objects.requireNonNull(tensors.get(key)).type;
    }

    /// {@return a tensor's shape}
    public Shape shape(String key) {
        return Objects.requireNonNull(tensors.get(key)).shape;
    }

    /// {@return a tensor's bytes}
    public byte[] bytes(String key) {
        Entry entry = Objects.requireNonNull(tensors.get(key));
        int count = entry.shape.elements();
        ByteBuffer out = ByteBuffer.allocate(count * entry.type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        long state = hash(named.getOrDefault(key, key));
        for (int i = 1; i <= count; i++) {
            float u = (splitMix(state + i * 0x9E3779B97F4A7C15L) >>> 40) * 0x1p-23f - 1f;
            put(out, entry.type, entry.base + entry.scale * u);
        }
        return out.array();
    }

    /// Writes the file with values.
    public Path write(Path file) {
        SafetensorsWriter writer = new SafetensorsWriter();
        tensors.forEach((key, entry) -> writer.add(key, entry.type, entry.shape, bytes(key)));
        metadata.forEach(writer::metadata);
        return writer.write(file);
    }

    /// Writes the file as torch would have, with values.
    public Path writeTorch(Path file) {
        TorchWriter writer =
                new TorchWriter().op("}(").text("global_step").whole(7).text("state_dict");
        writer.global("collections", "OrderedDict").op(")R(");
        int storage = 0;
        for (String key : tensors.keySet()) {
            Entry entry = Objects.requireNonNull(tensors.get(key));
            int[] dims = entry.shape.dims();
            int[] strides = new int[dims.length];
            int stride = 1;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                strides[axis] = stride;
                stride *= dims[axis];
            }
            writer.text(key).tensor(TorchWriter.storageOf(entry.type), "" + storage, 0, dims, strides);
            writer.storage("" + storage, bytes(key));
            storage++;
        }
        return writer.op("uu.").write(file);
    }

    /// Writes the file with nothing but zeros: enough for whoever reads the header.
    public Path writeHeader(Path file) {
        SafetensorsWriter writer = new SafetensorsWriter();
        tensors.forEach((key, entry) -> {
            Shape shape = key.contains("token_embedding") ? Shape.of(3, entry.shape.at(1)) : entry.shape;
            writer.add(key, entry.type, shape, new byte[shape.elements() * entry.type.bytes()]);
        });
        metadata.forEach(writer::metadata);
        return writer.write(file);
    }

    /// {@return values that belong to a name, as the files' tensors have them}: `base + scale·uᵢ`
    public static Tensor values(String name, float base, float scale, int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[shape.elements()];
        long state = hash(name);
        for (int i = 0; i < values.length; i++) {
            float u = (splitMix(state + (i + 1) * 0x9E3779B97F4A7C15L) >>> 40) * 0x1p-23f - 1f;
            values[i] = base + scale * u;
        }
        return Tensor.wrap(shape, values);
    }

    /// FNV-1a.
    private static long hash(String name) {
        long state = 0xCBF29CE484222325L;
        for (byte letter : name.getBytes(StandardCharsets.UTF_8)) {
            state = (state ^ (letter & 0xff)) * 0x100000001B3L;
        }
        return state;
    }

    private static long splitMix(long seed) {
        long z = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static void put(ByteBuffer out, DType type, float value) {
        switch (type) {
            case F64 -> out.putDouble(value);
            case F32 -> out.putFloat(value);
            case F16 -> out.putShort(Float.floatToFloat16(value));
            case BF16 -> {
                int bits = Float.floatToIntBits(value);
                out.putShort((short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16));
            }
            case F8_E4M3 -> out.put(eightBits(value, 3, -6));
            case F8_E5M2 -> out.put(eightBits(value, 2, -14));
            case I64, U64 -> out.putLong((long) value);
            case I32, U32 -> out.putInt((int) value);
            case I16, U16 -> out.putShort((short) value);
            case I8, U8, BOOL -> out.put((byte) value);
        }
    }

    /// {@return the nearest float of eight bits; of two equally near the even one}
    ///
    /// @param mantissa how many bits the mantissa has
    /// @param lowest the lowest exponent of a normal number
    private static byte eightBits(float value, int mantissa, int lowest) {
        float size = Math.abs(value);
        int exponent = Math.max(Math.getExponent(size), lowest);
        int steps = (int) Math.rint(Math.scalb((double) size, mantissa - exponent));
        int code = steps + ((exponent - lowest) << mantissa); // a full mantissa carries into the exponent
        return (byte) (code | (value < 0 ? 0x80 : 0));
    }

    @Override
    public String toString() {
        return Arrays.toString(tensors.keySet().toArray());
    }
}
