package studio.sfumato.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.error.Suggestions;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.checkpoint.FileKind;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TextLender;
import studio.sfumato.weights.checkpoint.WithVae;

/// The models on this machine. Every call looks anew, so that a model copied in meanwhile is found; only settings and
/// headers are read.
public final class ModelCatalogue {
    /// The model taken when none is named: the one that comes with Sfumato.
    public static final String DEFAULT = "starter";

    /// What stands for a model's own VAE where another could be named.
    public static final String OWN_VAE = "own";

    private final Supplier<List<Path>> folders;
    private final Supplier<KeptChoices> vaes;
    private final Supplier<KeptChoices> texts;
    private final KeyedFiles keyed = new KeyedFiles();

    /// A catalogue of the models in `folders`, which need not exist; the first of two models of one name counts.
    public ModelCatalogue(List<Path> folders) {
        this(() -> folders, () -> KeptChoices.NONE);
    }

    /// A catalogue of the models in the folders that `folders` gives whenever it looks; any thread may ask it.
    ///
    /// @param vaes gives the VAEs chosen for models, as [#open(String, String)] takes them
    public ModelCatalogue(Supplier<List<Path>> folders, Supplier<KeptChoices> vaes) {
        this(folders, vaes, () -> KeptChoices.NONE);
    }

    /// The same.
    ///
    /// @param texts gives whose text encoders were chosen for models, as [#open(ModelChoice)] takes them
    public ModelCatalogue(Supplier<List<Path>> folders, Supplier<KeptChoices> vaes, Supplier<KeptChoices> texts) {
        this.folders = folders;
        this.vaes = vaes;
        this.texts = texts;
    }

    /// {@return where models are looked for}
    public List<Path> folders() {
        return List.copyOf(folders.get());
    }

    /// {@return every model found, the first folder's first, then by name; one that cannot be used is listed with its
    /// problem}
    public List<ModelEntry> list() {
        return found().entrySet().stream()
                .flatMap(found -> entry(found.getKey(), found.getValue()).stream())
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
        return open(wanted, "");
    }

    /// Opens a model with a VAE.
    ///
    /// @param wanted the model's name or path
    /// @param vae the VAE's path, or its name in a folder called `vae`; [#OWN_VAE] for the model's own; empty
    ///     for the one that was chosen for the model, that lies beside it, or else its own
    /// @throws ModelFileException if there is no such model or VAE (the hint has the nearest names), or one is
    ///     damaged
    /// @throws UnsupportedModelException if it is of a kind this program does not run
    public ModelSource open(String wanted, String vae) {
        return open(new ModelChoice(wanted, vae, ""));
    }

    /// Opens a model with a VAE and, where it lacks one, text encoders.
    ///
    /// @throws ModelFileException if there is no such model, VAE or text encoder (the hint has the nearest names,
    ///     or a model whose text encoders fit), or one is damaged
    /// @throws UnsupportedModelException if it is of a kind this program does not run
    public ModelSource open(ModelChoice wanted) {
        Path path = find(wanted.model());
        String text = wanted.textEncoder().isEmpty() ? texts.get().of(path) : wanted.textEncoder();
        return withVae(lent(path, text), wanted.vae());
    }

    /// A model of the same family that fits is named where nobody lends what is missing: most people have one.
    private ModelSource lent(Path path, String text) {
        try {
            return stored(path, text);
        } catch (ModelFileException refused) {
            Lacking lacking = text.isEmpty() ? Lenders.lacking(path, this::found, 1) : Lacking.NONE;
            throw lacking.text() ? lacking.refused(String.valueOf(path.getFileName())) : refused;
        }
    }

    /// Opens a model with the networks that its own file or folder has, which may be no VAE; with the text encoders
    /// that were chosen for it where it lacks them.
    ///
    /// @param wanted the model's name or path
    /// @throws ModelFileException if there is no such model (the hint has the nearest names) or it is damaged
    /// @throws UnsupportedModelException if it is of a kind this program does not run
    public ModelSource openAsStored(String wanted) {
        Path path = find(wanted);
        return stored(path, texts.get().of(path));
    }

    private ModelSource stored(Path path, String text) {
        return Files.isRegularFile(path) ? stored(path, TensorFile.open(path), text) : openFolder(path);
    }

    /// Whose text encoders a model is used with, which may be gone, matters only where it lacks them.
    private ModelSource stored(Path path, TensorFile file, String text) {
        boolean lent = !text.isEmpty()
                && FileKind.of(file) == FileKind.CHECKPOINT
                && SingleFile.lacking(file).text();
        return SingleFile.of(path, file, lent ? new TextLender(lenders(text)) : TextLender.NONE);
    }

    /// {@return what the model at `path` cannot be used without and has not got itself, and which models could lend it
    /// their text encoders}; nothing for what cannot be opened for another reason
    public Lacking lacking(Path path) {
        return Lenders.lacking(path, this::found, Integer.MAX_VALUE);
    }

    /// {@return where the text encoders called `wanted` are}
    ///
    /// @param wanted a model's name or path, or that of a file with a text encoder; two with a comma between them
    /// @throws ModelFileException if there is no such thing
    public List<Path> lenders(String wanted) {
        Map<String, Path> found = found();
        return Lenders.split(
                        wanted,
                        name -> named(name, found).or(() -> existing(name)).isPresent())
                .stream()
                .map(name -> named(name, found)
                        .or(() -> existing(name))
                        .orElseThrow(() -> unknown("text encoder", name, List.copyOf(found.keySet()))))
                .toList();
    }

    /// {@return where the model called `wanted` is, or the one at the path `wanted`}; it is not opened.
    ///
    /// @throws ModelFileException if there is no such model (the hint has the nearest names)
    public Path find(String wanted) {
        return find(wanted, found());
    }

    /// {@return what the list says of the model called `wanted`, or of the one at the path `wanted`}
    ///
    /// @throws ModelFileException if there is no such model (the hint has the nearest names)
    /// @throws UnsupportedModelException if it was never meant to be one
    public ModelEntry entry(String wanted) {
        Map<String, Path> found = found();
        Path path = find(wanted, found);
        String name = found.entrySet().stream()
                .filter(one -> one.getValue().equals(path))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(wanted);
        return entry(name, path).orElseGet(() -> ModelEntry.of(name, open(path), 0)); // which says what it is
    }

    private Path find(String wanted, Map<String, Path> found) {
        return named(wanted, found)
                .or(() -> existing(wanted))
                .orElseThrow(() -> unknown("model", wanted, List.copyOf(found.keySet())));
    }

    /// Opens the model at `path` with the networks that its own file or folder has; looks for no other.
    ///
    /// @throws ModelFileException if it is missing or damaged
    /// @throws UnsupportedModelException if it is of a kind this program does not run
    public static ModelSource at(Path path) {
        return open(path);
    }

    private static ModelSource open(Path path) {
        return Files.isRegularFile(path) ? SingleFile.open(path) : openFolder(path);
    }

    /// Opens the model in a folder, whatever it is laid out like.
    ///
    /// @throws ModelFileException if it is damaged
    /// @throws UnsupportedModelException if it is of a kind this program does not run
    public static ModelSource openFolder(Path folder) {
        return OnnxFolder.isModel(folder) ? OnnxFolder.open(folder) : ModelFolder.open(folder);
    }

    /// What is listed is what the model is: the VAE chosen for it, which may be gone, matters only where it has none.
    private ModelSource listed(ModelSource model) {
        return withVae(model, "", model.parts().contains(ModelPart.VAE) ? KeptChoices.NONE : vaes.get());
    }

    private ModelSource withVae(ModelSource model, String vae) {
        return withVae(model, vae, vaes.get());
    }

    private ModelSource withVae(ModelSource model, String vae, KeptChoices kept) {
        String chosen = vae.isEmpty() ? kept.of(model.location()) : vae;
        Optional<Path> other =
                chosen.isEmpty() && model instanceof SingleFile file ? file.vaeBeside() : Optional.empty();
        if (!chosen.isEmpty() && !chosen.equals(OWN_VAE)) {
            other = Optional.of(vae(chosen));
        }
        if (other.isEmpty() && !model.parts().contains(ModelPart.VAE)) {
            Lacking lacking = new Lacking(Set.of(ModelPart.VAE), List.of());
            throw new ModelFileException(
                    model.name() + " has no VAE", lacking.hint().orElse(null), null);
        }
        return other.map(path -> WithVae.of(model, path)).orElse(model);
    }

    /// {@return the names of the VAEs in the folders called `vae`, where other programs keep theirs and in those that
    /// ComfyUI names, in order}; the part of a model in many files is none
    public List<String> vaes() {
        return knownVaes().stream()
                .map(VaeFinder::name)
                .distinct()
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .toList();
    }

    /// {@return whether the VAE in a file is found}
    public boolean knowsVae(Path file) {
        return knownVaes().contains(file);
    }

    /// {@return a tiny VAE for models of a family, if one lies among the VAEs}; no file shows whether
    /// it is SD's or SDXL's,
    /// so it is told by its name, as its author's files are called.
    public Optional<Path> tinyVae(ModelFamily family) {
        String name = family == ModelFamily.SDXL ? "taesd[-_ ]?xl.*" : "taesd(?![-_ ]?(xl|3)).*";
        return knownVaes().stream()
                .filter(file -> VaeFinder.name(file).toLowerCase(Locale.ROOT).matches(name))
                .filter(file -> !VaeFinder.name(file).toLowerCase(Locale.ROOT).contains("encoder"))
                .findFirst();
    }

    private List<Path> knownVaes() {
        return VaeFinder.in(folders(), keyed);
    }

    /// {@return where the VAE called `wanted` is, or that of the model called so}
    ///
    /// @throws ModelFileException if there is none
    public Path vae(String wanted) {
        Optional<Path> path = existing(wanted);
        if (path.isPresent()) {
            return vaeIn(path.get());
        }
        List<Path> known = knownVaes();
        return known.stream()
                .filter(file -> VaeFinder.name(file).equalsIgnoreCase(wanted)
                        || String.valueOf(file.getFileName()).equalsIgnoreCase(wanted))
                .findFirst()
                .or(() -> named(wanted, found()).map(ModelCatalogue::vaeIn))
                .orElseThrow(() -> {
                    List<String> near = Suggestions.nearest(
                            wanted, known.stream().map(VaeFinder::name).toList());
                    return new ModelFileException(
                            "there is no VAE '" + wanted + "'",
                            near.isEmpty()
                                    ? "Give the path of its file."
                                    : "Did you mean " + String.join(" or ", near) + "?",
                            null);
                });
    }

    /// A whole model in a folder has its VAE in another.
    private static Path vaeIn(Path model) {
        Path own = model.resolve("vae");
        return Files.isDirectory(own) ? own : model;
    }

    private static Optional<Path> named(String wanted, Map<String, Path> found) {
        if (found.containsKey(wanted)) { // `dream.safetensors` may be a second one, of another folder
            return Optional.ofNullable(found.get(wanted));
        }
        List<Path> exact = found.entrySet().stream()
                .filter(entry -> isCalled(entry, wanted))
                .map(Map.Entry::getValue)
                .toList();
        if (!exact.isEmpty()) {
            return Optional.of(exact.getFirst());
        }
        List<Path> byLastPart = found.entrySet().stream()
                .filter(entry -> last(entry.getKey()).equalsIgnoreCase(wanted) || isFile(entry.getValue(), wanted))
                .map(Map.Entry::getValue)
                .toList();
        return byLastPart.size() == 1 ? Optional.of(byLastPart.getFirst()) : Optional.empty();
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static boolean isFile(Path path, String called) {
        return ModelFinder.isCheckpoint(path)
                && String.valueOf(path.getFileName()).equalsIgnoreCase(called);
    }

    /// A checkpoint in one file may be called with its ending too.
    private static boolean isCalled(Map.Entry<String, Path> entry, String wanted) {
        if (entry.getKey().equalsIgnoreCase(wanted)) {
            return true;
        }
        String file = String.valueOf(entry.getValue().getFileName());
        String parent = entry.getKey().substring(0, entry.getKey().lastIndexOf('/') + 1);
        return ModelFinder.isCheckpoint(entry.getValue()) && (parent + file).equalsIgnoreCase(wanted);
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

    private ModelFileException unknown(String what, String wanted, List<String> known) {
        List<String> near = Suggestions.nearest(
                last(wanted), known.stream().map(ModelCatalogue::last).toList());
        List<String> nearest = near.stream()
                .flatMap(part -> known.stream().filter(name -> last(name).equals(part)))
                .limit(3)
                .toList();
        String hint;
        if (known.isEmpty()) {
            hint = "There are no models in "
                    + folders().stream().map(Path::toString).collect(Collectors.joining(", ")) + ".";
        } else if (nearest.isEmpty()) {
            hint = "The models are: " + String.join(", ", known) + ".";
        } else {
            hint = "Did you mean " + String.join(" or ", nearest) + "?";
        }
        return new ModelFileException("there is no " + what + " '" + wanted + "'", hint, null);
    }

    /// All models by name, which for those in Hugging Face's cache is `OWNER/NAME`.
    private Map<String, Path> found() {
        Map<String, Path> found = new LinkedHashMap<>();
        List<Path> own = folders();
        List<Path> all = new ArrayList<>(own);
        all.addAll(ExtraPaths.of(own, ExtraPaths.CHECKPOINTS));
        all.addAll(ExtraPaths.of(own, ExtraPaths.FOLDERS));
        Set<Path> seen = new HashSet<>();
        for (Path folder : all) {
            for (Path path : ModelFinder.find(folder)) {
                if (!seen.add(path.toAbsolutePath().normalize())) {
                    continue;
                }
                String name = name(folder, path);
                if (ModelFinder.isCheckpoint(path) && Files.isRegularFile(path)) {
                    String stem = name.substring(0, name.lastIndexOf('.'));
                    if (Optional.ofNullable(found.get(stem))
                            .filter(other -> isSame(other, path))
                            .isEmpty()) {
                        found.putIfAbsent(found.containsKey(stem) ? name : stem, path);
                    }
                } else {
                    found.putIfAbsent(name, path);
                }
            }
        }
        return found;
    }

    /// {@return whether both are one file, which programs that share their models have by links}
    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException gone) {
            return false;
        }
    }

    private static String name(Path folder, Path path) {
        if (path.equals(folder)) {
            return String.valueOf(path.toAbsolutePath().normalize().getFileName());
        }
        return ModelFinder.cachedName(path)
                .orElseGet(() -> folder.relativize(path).toString().replace('\\', '/'));
    }

    /// {@return the entry of a model; empty for what was never meant to be one, such as a LoRA}
    private Optional<ModelEntry> entry(String name, Path path) {
        long bytes = ModelFinder.size(path);
        try {
            if (!Files.isRegularFile(path)) {
                return Optional.of(ModelEntry.of(name, listed(openFolder(path)), bytes));
            }
            TensorFile file = TensorFile.open(path);
            return FileKind.of(file).listed()
                    ? Optional.of(ModelEntry.of(
                            name, listed(stored(path, file, texts.get().of(path))), bytes))
                    : Optional.empty();
        } catch (StudioException problem) {
            return Optional.of(ModelEntry.problem(name, path, bytes, String.valueOf(problem.getMessage())));
        }
    }
}
