package studio.sfumato.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Folders of ONNX graphs that `tools/golden/onnx_folders.py` exported from the tiny models, put together with the
/// weights of these.
public final class OnnxFixture {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/onnx");
    private static final Path MODELS = Path.of("src/test/resources/golden/pipelines/models");

    private OnnxFixture() {}

    /// Writes the exported `model`, `sd1`, `sd1-fp16`, `sdxl` or `sd1-inpainting`, into `folder`, with the settings and
    /// words of the original, where that is a folder.
    public static Path write(String model, Path folder) throws IOException {
        String original = model.replace("-fp16", "");
        Path own = MODELS.resolve(original);
        ModelSource source = Files.isDirectory(own)
                ? ModelFolder.open(own)
                : SingleFile.open(TinyCheckpoint.of(original)
                        .write(folder.resolveSibling(folder.getFileName() + "-original.safetensors")));
        Map<String, Map<String, Object>> layout = layout();
        for (Map.Entry<String, Map<String, Object>> entry : layout.entrySet()) {
            if (entry.getKey().startsWith(model + "/")) {
                String part = entry.getKey().substring(model.length() + 1);
                write(model + "-" + part + ".onnx.gz", entry.getValue(), source, folder.resolve(part));
            }
        }
        for (String kept : List.of("scheduler", "tokenizer", "tokenizer_2", "unet/config.json", "vae/config.json")) {
            copy(own.resolve(kept), folder.resolve(kept));
        }
        for (String encoder : List.of("text_encoder/config.json", "text_encoder_2/config.json")) {
            copy(own.resolve(encoder), folder.resolve(encoder));
        }
        return folder;
    }

    /// Writes one graph and the weights that `part` lists, out of `source`.
    public static void write(String graph, Map<String, Object> part, ModelSource source, Path place)
            throws IOException {
        Files.createDirectories(place);
        Files.write(place.resolve("model.onnx"), unpacked(graph));
        Files.write(place.resolve("weights.pb"), weights(source, part));
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                if (Files.isRegularFile(file)) {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static byte[] weights(ModelSource source, Map<String, Object> part) {
        String network = (String) Objects.requireNonNull(part.get("source"));
        WeightSource weights = Stream.of(ModelPart.values())
                .filter(each -> each.folder().equals(network))
                .findFirst()
                .map(source::weights)
                .orElseThrow();
        List<?> keys = (List<?>) Objects.requireNonNull(part.get("keys"));
        List<Tensor> tensors =
                keys.stream().map(key -> read(weights, (String) key)).toList();
        boolean half = "F16".equals(part.get("type"));
        int bytes = tensors.stream()
                .mapToInt(tensor -> tensor.shape().elements() * (half ? Short.BYTES : Float.BYTES))
                .sum();
        ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (Tensor tensor : tensors) {
            for (int i = 0; i < tensor.shape().elements(); i++) {
                if (half) {
                    out.putShort(Float.floatToFloat16(tensor.at(i)));
                } else {
                    out.putFloat(tensor.at(i));
                }
            }
        }
        return out.array();
    }

    /// transformers 5 has dropped the prefix that files have; a VAE's attention had other names before diffusers 0.15.
    private static Tensor read(WeightSource weights, String key) {
        String old = key.replace(".to_q.", ".query.")
                .replace(".to_k.", ".key.")
                .replace(".to_v.", ".value.")
                .replace(".to_out.0.", ".proj_attn.");
        return WeightReader.read(weights.find(key)
                .or(() -> weights.find("text_model." + key))
                .or(() -> weights.find(old))
                .orElseThrow(() -> new IllegalArgumentException(key)));
    }

    private static Map<String, Map<String, Object>> layout() {
        return JsonMapper.shared()
                .readValue(unpacked("layout.json.gz"), new TypeReference<Map<String, Map<String, Object>>>() {});
    }

    private static byte[] unpacked(String file) {
        try (InputStream packed = Files.newInputStream(GOLDEN.resolve(file));
                InputStream in = new GZIPInputStream(packed)) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
