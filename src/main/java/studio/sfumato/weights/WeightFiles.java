package studio.sfumato.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.error.UnsupportedModelException;

/// Chooses among the weight files in the folder of a network.
///
/// The names are diffusers': `diffusion_pytorch_model.safetensors` or, in parts, `….safetensors.index.json`; a variant
/// puts its name in, as in `diffusion_pytorch_model.fp16.safetensors`. Where there are several, the one without a
/// variant is taken, as diffusers does; then fp16, bf16, fp32 and any other by name, `non_ema` (for training on) last.
/// A file in one piece comes before one in parts. A folder's only safetensors file is taken whatever it is
/// called.
final class WeightFiles {
    private static final String SUFFIX = ".safetensors";
    private static final Pattern SHARD = Pattern.compile(".*-\\d{5}-of-\\d{5}.*\\.safetensors");
    private static final List<String> PREFERRED = List.of("", "fp16", "bf16", "fp32");
    private static final String NOT_EMA = "non_ema";

    private final Path folder;
    private final String label;
    private final List<String> files;

    private WeightFiles(Path folder, String label, List<String> files) {
        this.folder = folder;
        this.label = label;
        this.files = files;
    }

    /// {@return the weights of `part` in its folder}
    ///
    /// @param variant the variant to take, if it has been chosen
    /// @throws ModelFileException if there are none, or they are damaged
    /// @throws UnsupportedModelException if there are only files of other kinds
    static ComponentWeights open(Path folder, ModelPart part, Optional<String> variant) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<String> files = entries.map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .toList();
            return new WeightFiles(folder, part.folder(), files).choose(part, variant);
        } catch (IOException unreadable) {
            throw new ModelFileException(
                    part.folder() + " cannot be read: " + JsonFile.reason(unreadable), null, unreadable);
        }
    }

    private ComponentWeights choose(ModelPart part, Optional<String> variant) {
        Map<String, String> byVariant = byVariant(part.weightFile());
        if (variant.isPresent()) {
            String file = byVariant.get(variant.get());
            if (file == null) {
                throw new ModelFileException(
                        label + " has no variant '" + variant.get() + "', which " + ModelDefaults.FILE + " asks for");
            }
            return open(file);
        }
        if (!byVariant.isEmpty()) {
            return open(byVariant.values().iterator().next());
        }
        List<String> whole = files.stream()
                .filter(file -> file.endsWith(SUFFIX) && !SHARD.matcher(file).matches())
                .toList();
        if (whole.size() == 1) {
            return open(whole.getFirst());
        }
        throw nothing(part, whole);
    }

    /// The files by variant, `""` for none, the preferred one first.
    private Map<String, String> byVariant(String base) {
        Pattern single = Pattern.compile(Pattern.quote(base) + "(?:\\.([^.]+))?\\.safetensors");
        Pattern index = Pattern.compile(Pattern.quote(base) + "\\.safetensors\\.index(?:\\.([^.]+))?\\.json");
        Map<String, String> found =
                new TreeMap<>(Comparator.comparingInt(WeightFiles::rank).thenComparing(Comparator.naturalOrder()));
        for (Pattern pattern : List.of(single, index)) {
            for (String file : files) {
                Matcher matcher = pattern.matcher(file);
                if (matcher.matches() && !SHARD.matcher(file).matches()) {
                    found.putIfAbsent(Optional.ofNullable(matcher.group(1)).orElse(""), file);
                }
            }
        }
        return found;
    }

    private static int rank(String variant) {
        int rank = PREFERRED.indexOf(variant);
        if (rank >= 0) {
            return rank;
        }
        return variant.equals(NOT_EMA) ? Integer.MAX_VALUE : PREFERRED.size();
    }

    private ComponentWeights open(String file) {
        return file.endsWith(".json") ? sharded(file) : ComponentWeights.of(safetensors(file));
    }

    private SafetensorsFile safetensors(String file) {
        return SafetensorsFile.open(folder.resolve(file), label + "/" + file);
    }

    private ComponentWeights sharded(String indexFile) {
        String name = label + "/" + indexFile;
        ComponentConfig map = ComponentConfig.read(folder.resolve(indexFile), name)
                .object("weight_map")
                .orElseThrow(() -> new ModelFileException(name + " has no weight_map"));
        Map<String, SafetensorsFile> shards = new HashMap<>();
        Map<String, SafetensorsFile> shardOf = new LinkedHashMap<>();
        for (String key : map.keys()) {
            String file = map.fileName(key).orElseThrow(() -> map.wrong(key, "the name of a file beside it"));
            shardOf.put(key, shards.computeIfAbsent(file, this::safetensors));
        }
        if (shardOf.isEmpty()) {
            throw new ModelFileException(name + ": weight_map is empty");
        }
        return ComponentWeights.sharded(name, shardOf);
    }

    private StudioException nothing(ModelPart part, List<String> whole) {
        String expected = part.weightFile() + SUFFIX;
        if (!whole.isEmpty()) {
            return new ModelFileException(label + " has several safetensors files and none is called " + expected + ": "
                    + String.join(", ", whole));
        }
        if (files.stream().anyMatch(file -> SHARD.matcher(file).matches())) {
            return new ModelFileException(label + " has weights in parts but no " + expected + ".index.json");
        }
        return files.stream()
                .filter(file -> file.matches(".*\\.(bin|pt|pth|ckpt|msgpack|onnx)"))
                .findFirst()
                .<StudioException>map(file -> new UnsupportedModelException(
                        label + " has only " + file + ": weights are read from safetensors files",
                        "A .bin or .ckpt file is a Python pickle, which can run any code when it is opened. Get the model"
                                + " with safetensors files, or convert it with diffusers:"
                                + " pipe.save_pretrained(folder, safe_serialization=True).",
                        null))
                .orElseGet(() -> new ModelFileException(label + "/" + expected + " is missing"));
    }
}
