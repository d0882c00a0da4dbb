package studio.sfumato.weights;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.error.Suggestions;
import studio.sfumato.error.UnsupportedModelException;

/// The models on this machine. Every call looks anew, so that a model copied in meanwhile is found; only settings and
/// headers are read.
public final class ModelCatalogue {
    /// The model taken when none is named: the one that comes with Sfumato.
    public static final String DEFAULT = "starter";

    private static final String SINGLE_FILE = "a checkpoint in a single file, which is not read yet";

    private final Supplier<List<Path>> folders;

    /// A catalogue of the models in `folders`, which need not exist; the first of two models of one name counts.
    public ModelCatalogue(List<Path> folders) {
        this(() -> folders);
    }

    /// A catalogue of the models in the folders that `folders` gives whenever it looks; any thread may ask it.
    public ModelCatalogue(Supplier<List<Path>> folders) {
        this.folders = folders;
    }

    /// {@return where models are looked for}
    public List<Path> folders() {
        return List.copyOf(folders.get());
    }

    /// {@return every model found, the first folder's first, then by name; one that cannot be used is listed with its
    /// problem}
    public List<ModelEntry> list() {
        return found().entrySet().stream()
                .map(found -> entry(found.getKey(), found.getValue()))
                .toList();
    }

    /// {@return the names of all models found, whether they can be used or not}
    public List<String> names() {
        return List.copyOf(found().keySet());
    }

    /// Opens the model called `wanted`, or the one at the path `wanted`. A name counts whatever its case; its last part
    /// is enough where that is clear.
    ///
    /// @throws ModelFileException if there is no such model (the hint has the nearest names) or it is damaged
    /// @throws UnsupportedModelException if it is of a kind this program does not run
    public ModelSource open(String wanted) {
        Map<String, Path> found = found();
        Optional<Path> path = named(wanted, found).or(() -> existing(wanted));
        return open(
                path.orElseThrow(() -> unknown(wanted, found.keySet().stream().toList())));
    }

    private static ModelSource open(Path path) {
        if (Files.isRegularFile(path) && ModelFinder.isCheckpoint(path)) {
            throw new UnsupportedModelException(
                    path + " is " + SINGLE_FILE, "Use a model folder with a model_index.json.", null);
        }
        return ModelFolder.open(path);
    }

    private static Optional<Path> named(String wanted, Map<String, Path> found) {
        List<Path> exact = found.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(wanted))
                .map(Map.Entry::getValue)
                .toList();
        if (!exact.isEmpty()) {
            return Optional.of(exact.getFirst());
        }
        List<Path> byLastPart = found.entrySet().stream()
                .filter(entry -> entry.getKey()
                        .substring(entry.getKey().lastIndexOf('/') + 1)
                        .equalsIgnoreCase(wanted))
                .map(Map.Entry::getValue)
                .toList();
        return byLastPart.size() == 1 ? Optional.of(byLastPart.getFirst()) : Optional.empty();
    }

    private static Optional<Path> existing(String wanted) {
        try {
            return wanted.isBlank()
                    ? Optional.empty()
                    : Optional.of(Path.of(wanted)).filter(Files::exists);
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    private ModelFileException unknown(String wanted, List<String> known) {
        List<String> nearest = Suggestions.nearest(wanted, known);
        String hint;
        if (known.isEmpty()) {
            hint = "There are no models in "
                    + folders().stream().map(Path::toString).collect(Collectors.joining(", ")) + ".";
        } else if (nearest.isEmpty()) {
            hint = "The models are: " + String.join(", ", known) + ".";
        } else {
            hint = "Did you mean " + String.join(" or ", nearest) + "?";
        }
        return new ModelFileException("there is no model '" + wanted + "'", hint, null);
    }

    /// All models by name, which for those in Hugging Face's cache is `OWNER/NAME`.
    private Map<String, Path> found() {
        Map<String, Path> found = new LinkedHashMap<>();
        for (Path folder : folders()) {
            for (Path path : ModelFinder.find(folder)) {
                found.putIfAbsent(name(folder, path), path);
            }
        }
        return found;
    }

    private static String name(Path folder, Path path) {
        if (path.equals(folder)) {
            return String.valueOf(path.toAbsolutePath().normalize().getFileName());
        }
        return ModelFinder.cachedName(path)
                .orElseGet(() -> folder.relativize(path).toString().replace('\\', '/'));
    }

    private static ModelEntry entry(String name, Path path) {
        long bytes = ModelFinder.size(path);
        if (Files.isRegularFile(path)) {
            return ModelEntry.problem(name, path, bytes, SINGLE_FILE);
        }
        try {
            return ModelEntry.of(name, ModelFolder.open(path), bytes);
        } catch (StudioException problem) {
            return ModelEntry.problem(name, path, bytes, String.valueOf(problem.getMessage()));
        }
    }
}
