package studio.sfumato.weights.lora;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.FileStamp;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

/// A LoRA file whose header has been read: kohya's, diffusers', PEFT's or LyCORIS's, for any model.
public final class LoraFile {
    private final String identity;
    private final TensorFile file;
    private final List<LoraModule> modules;
    private final Optional<LoraBase> base;

    private LoraFile(String identity, TensorFile file, List<LoraModule> modules) {
        this.identity = identity;
        this.file = file;
        this.modules = modules;
        this.base = LoraBase.of(modules, file.metadata());
    }

    /// Reads the header of `path`.
    ///
    /// @throws ModelFileException if it is missing, damaged or no LoRA
    /// @throws studio.sfumato.error.UnsupportedModelException if PyTorch wrote it in a form that is not read
    public static LoraFile open(Path path) {
        String identity = FileStamp.of(path); // before it is read, which it is again if it is replaced meanwhile
        TensorFile file = TensorFile.open(path);
        Map<String, Map<String, Weight>> byLayer = new LinkedHashMap<>();
        file.weights().forEach((key, weight) -> {
            LoraKey taken = LoraKey.of(key);
            byLayer.computeIfAbsent(taken.layer(), _ -> new LinkedHashMap<>()).put(taken.part(), weight);
        });
        AdapterSettings settings = AdapterSettings.of(path, file.metadata());
        List<LoraModule> modules = new ArrayList<>();
        byLayer.forEach((layer, parts) -> modules.add(new LoraModule(file.name(), layer, parts, settings)));
        Untold.check(modules, settings);
        if (modules.stream()
                .noneMatch(module -> LoraKind.of(module).isPresent()
                        || LoraChange.biasPart(module).isPresent())) {
            throw modules.stream().anyMatch(LoraFile::begun)
                    ? new ModelFileException(
                            file.name() + " is a damaged LoRA: no layer of it has all its tensors",
                            "Download or copy the file again.",
                            null)
                    : new ModelFileException(file.name() + " is not a LoRA: no tensor of it has a LoRA's name");
        }
        return new LoraFile(identity, file, List.copyOf(modules));
    }

    /// {@return whether a layer has a LoRA's tensors, whole or not}
    private static boolean begun(LoraModule module) {
        return module.parts().keySet().stream().anyMatch(part -> part.matches("(lora|hada|lokr|oft|boft)_.+"));
    }

    /// {@return the file: absolute, symbolic links resolved}
    public Path path() {
        return file.file();
    }

    /// {@return what the file is called in messages}
    public String name() {
        return file.name();
    }

    /// {@return what tells this file from another, and from itself once it has been replaced}
    String identity() {
        return identity;
    }

    /// {@return the free text of its header}
    public Map<String, String> metadata() {
        return file.metadata();
    }

    /// {@return the kind of model it is for, if anything tells}
    public Optional<LoraBase> base() {
        return base;
    }

    /// {@return how many tensors it has}
    public int keys() {
        return file.weights().size();
    }

    /// {@return the kinds of change in it, the most frequent first: `LoRA`, `DoRA`, `LoHa`, …}
    public List<String> kinds() {
        Map<String, Long> counts = modules.stream()
                .flatMap(
                        module -> LoraKind.of(module).map(kind -> module.decomposed() ? "DoRA" : kind.label()).stream())
                .collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// {@return what is in it, in a few words: `LoRA, rank 32`}
    public String content() {
        String all = String.join(", ", kinds());
        return rank() > 0 ? all + ", rank " + rank() : all;
    }

    /// {@return the largest rank of its products; 0 where it has none}
    public int rank() {
        return modules.stream()
                .mapToInt(module ->
                        LoraKind.of(module).map(kind -> kind.rank(module)).orElse(0))
                .max()
                .orElse(0);
    }

    List<LoraModule> modules() {
        return modules;
    }
}
