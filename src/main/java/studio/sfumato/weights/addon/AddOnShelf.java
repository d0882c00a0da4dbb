package studio.sfumato.weights.addon;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.error.Suggestions;
import studio.sfumato.weights.ExtraPaths;
import studio.sfumato.weights.KeyedFiles;
import studio.sfumato.weights.ModelHomes;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.embedding.EmbeddingFile;

/// The LoRAs and embeddings on this machine: files in `loras` and `embeddings`, or what A1111 and InvokeAI call these,
/// in any folder of models, in the folders that [ModelHomes] finds for it, and below. Every call looks anew, so that a
/// file copied in meanwhile is found.
public final class AddOnShelf {
    private static final int DEPTH = 5;
    private static final int MOST_VISITED = 20_000;
    private static final String OWN_NAME = "ss_output_name";

    private final Supplier<List<Path>> folders;
    private final KeyedFiles keyed = new KeyedFiles();

    /// A shelf in folders of models, which need not exist; the first of two files of one name counts.
    public AddOnShelf(List<Path> modelFolders) {
        this(() -> modelFolders);
    }

    /// A shelf in the folders of models that `modelFolders` gives whenever it looks; any thread may ask it.
    public AddOnShelf(Supplier<List<Path>> modelFolders) {
        this.folders = modelFolders;
    }

    /// {@return a shelf with nothing on it}
    public static AddOnShelf none() {
        return new AddOnShelf(List.of());
    }

    /// {@return where files of a kind are looked for}
    public List<Path> folders(AddOnKind kind) {
        Set<Path> places = new LinkedHashSet<>();
        for (Path folder : folders.get()) {
            kind.folders().forEach(name -> places.add(folder.resolve(name)));
        }
        kind.extraPathsNames().stream()
                .flatMap(name -> ExtraPaths.of(folders.get(), name).stream())
                .filter(Files::isDirectory)
                .forEach(places::add);
        for (Path folder : folders.get()) {
            for (Path home : ModelHomes.of(folder)) {
                kind.folders().stream()
                        .map(home::resolve)
                        .filter(Files::isDirectory)
                        .forEach(places::add);
                if (kind == AddOnKind.CONTROL && home.endsWith(ModelHomes.EXTENSION)) {
                    places.add(home.resolve("models"));
                }
            }
        }
        return List.copyOf(places);
    }

    /// {@return the folder to put new files of a kind into}: one that is there already, or else one in the last folder
    /// of models, which is the user's own; it need not exist
    public Optional<Path> home(AddOnKind kind) {
        List<Path> all = folders.get();
        return folders(kind).stream()
                .filter(Files::isDirectory)
                .findFirst()
                .or(() -> all.isEmpty()
                        ? Optional.empty()
                        : Optional.of(all.getLast().resolve(kind.folders().getFirst())));
    }

    /// {@return the files of a kind by name, which is the path below their folder without the ending}
    public Map<String, Path> files(AddOnKind kind) {
        Map<String, Path> found = new LinkedHashMap<>();
        Map<Object, Boolean> seen = new LinkedHashMap<>();
        for (Path folder : folders(kind)) {
            // On a file system that ignores case, `loras` and `Loras` are one folder.
            if (Files.isDirectory(folder) && seen.put(real(folder), true) == null) {
                walk(folder, kind).forEach(found::putIfAbsent);
            }
        }
        keyed.of(folders.get(), kind.kinds()).forEach((name, file) -> {
            if (!found.containsValue(file)) {
                found.putIfAbsent(name, file);
            }
        });
        return Collections.unmodifiableMap(found);
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException unreadable) {
            return folder;
        }
    }

    private static Map<String, Path> walk(Path folder, AddOnKind kind) {
        Map<String, Path> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new SimpleFileVisitor<>() {
                private int visited;

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (attributes.isRegularFile()
                            && kind.endings().stream().anyMatch(lower::endsWith)
                            && (kind != AddOnKind.EMBEDDING || EmbeddingFile.maybe(file))) {
                        found.merge(
                                name.substring(0, name.lastIndexOf('.')),
                                file,
                                (one, other) -> better(one, other, kind));
                    }
                    visited++;
                    return visited < MOST_VISITED ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            return found; // a folder that goes away meanwhile has nothing more to give
        }
        return found;
    }

    private static Path better(Path one, Path other, AddOnKind kind) {
        return rank(other, kind) < rank(one, kind) ? other : one;
    }

    private static int rank(Path file, AddOnKind kind) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return kind.endings().indexOf(name.substring(name.lastIndexOf('.')));
    }

    /// {@return the file of a kind that is called `wanted`}: the path of a file, a name as [#files] has it or
    /// its last part, whatever the case, with or without the ending; for a LoRA also the name that its
    /// trainer gave it, as in A1111
    public Optional<Path> find(AddOnKind kind, String wanted) {
        return existing(wanted).or(() -> named(kind, wanted));
    }

    /// {@return the same, but never a file by its path}: what others have written may be any
    public Optional<Path> named(AddOnKind kind, String wanted) {
        Map<String, Path> files = files(kind);
        return Optional.ofNullable(files.get(wanted))
                .or(() -> first(files, name -> name.equalsIgnoreCase(wanted)))
                .or(() -> first(files, name -> last(name).equals(wanted)))
                .or(() -> first(files, name -> last(name).equalsIgnoreCase(wanted)))
                .or(() -> withEnding(files, wanted))
                .or(() -> kind == AddOnKind.LORA ? ownName(files, wanted) : Optional.empty());
    }

    /// ComfyUI names files with their ending, and people copy their names so.
    private static Optional<Path> withEnding(Map<String, Path> files, String wanted) {
        return files.entrySet().stream()
                .filter(entry -> {
                    String file = entry.getValue().toString();
                    String whole = entry.getKey() + file.substring(file.lastIndexOf('.'));
                    return whole.equalsIgnoreCase(wanted) || last(whole).equalsIgnoreCase(wanted);
                })
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /// {@return the file of a kind that is called `wanted`}
    ///
    /// @throws ModelFileException if there is none; the hint has the nearest names
    public Path get(AddOnKind kind, String wanted) {
        return find(kind, wanted).orElseThrow(() -> missing(kind, wanted));
    }

    /// {@return the names most like `wanted`, at most three}
    public List<String> nearest(AddOnKind kind, String wanted) {
        return Suggestions.nearest(
                wanted, files(kind).keySet().stream().map(AddOnShelf::last).toList());
    }

    private ModelFileException missing(AddOnKind kind, String wanted) {
        List<String> nearest = nearest(kind, wanted);
        String hint = nearest.isEmpty()
                ? "They are looked for in " + kind.folders().getFirst() + " in your folders of models."
                : "Did you mean " + String.join(" or ", nearest) + "?";
        return new ModelFileException("there is no " + kind.label() + " '" + wanted + "'", hint, null);
    }

    private static Optional<Path> existing(String wanted) {
        try {
            return wanted.isBlank()
                    ? Optional.empty()
                    : Optional.of(Path.of(wanted)).filter(Files::isRegularFile);
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    private static Optional<Path> first(Map<String, Path> files, Predicate<String> fits) {
        return files.entrySet().stream()
                .filter(entry -> fits.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Optional<Path> ownName(Map<String, Path> files, String wanted) {
        return files.values().stream()
                .filter(file -> wanted.equals(ownName(file)))
                .findFirst();
    }

    /// A damaged file is not the one that is wanted, as far as anybody can tell.
    private static @Nullable String ownName(Path file) {
        try {
            return TensorFile.open(file).metadata().get(OWN_NAME);
        } catch (StudioException damaged) {
            return null;
        }
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
