package studio.sfumato.library;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.image.AtomicFiles;

/// The folders whose pictures the gallery shows, and where what the user thinks of a picture is kept: in
/// the folder it belongs to, or, for one that was written elsewhere, beside the index.
///
/// @param folders absolute and normalised
/// @param index the index's own folder
record Roots(List<Path> folders, Path index) {
    /// The folder in a folder of pictures that is the program's own.
    static final String OWN = ".sfumato";

    private static final Logger LOG = LoggerFactory.getLogger(Roots.class);
    private static final String TRASH = "trash";
    private static final String MARKS = "marks.jsonl";

    /// {@return the folder that pictures go to, those they went to before, and `more`}
    ///
    /// @param output where pictures go now; remembered beside the index, so that no picture is lost from
    /// sight when others are to go elsewhere
    static Roots of(Path output, List<Path> more, Path index) {
        Path now = output.toAbsolutePath().normalize();
        List<Path> outputs = remembered(index, now);
        Stream<Path> others =
                more.stream().map(folder -> folder.toAbsolutePath().normalize());
        return new Roots(Stream.concat(outputs.stream(), others).distinct().toList(), index.toAbsolutePath());
    }

    private static List<Path> remembered(Path index, Path now) {
        Path file = index.resolve("folders.txt");
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            List<String> all = Stream.concat(Stream.of(now.toString()), lines.stream())
                    .filter(line -> !line.isBlank())
                    .distinct()
                    .toList();
            if (!lines.contains(now.toString())) {
                byte[] text = (String.join("\n", all) + "\n").getBytes(StandardCharsets.UTF_8);
                AtomicFiles.write(file, out -> out.write(text));
            }
            return all.stream().map(Path::of).toList();
        } catch (IOException | InvalidPathException unreadable) {
            LOG.debug("folders.txt cannot be read", unreadable);
            return List.of(now);
        }
    }

    /// {@return the innermost folder that `file` belongs to}
    Optional<Path> of(Path file) {
        return folders.stream().filter(file::startsWith).max(Comparator.comparingInt(Path::getNameCount));
    }

    MarksFile marks(Path file) {
        return of(file).map(this::marksIn).orElseGet(this::elsewhere);
    }

    MarksFile marksIn(Path root) {
        return new MarksFile(root.resolve(OWN).resolve(MARKS));
    }

    /// {@return the marks of pictures outside all folders, by their whole paths: also the list of those
    /// pictures}
    MarksFile elsewhere() {
        return new MarksFile(index.resolve("elsewhere.jsonl"));
    }

    /// {@return how `file` is written in its file of marks}
    String written(Path file) {
        return of(file).map(root -> root.relativize(file).toString().replace('\\', '/'))
                .orElse(file.toString());
    }

    /// {@return the file that is written so in the marks of `root`}
    static Path read(Path root, String written) {
        return root.resolve(written).normalize();
    }

    /// {@return where `file` goes when it is thrown away}
    Path trash(Path file) {
        Path place = of(file).or(() -> Optional.ofNullable(file.getParent())).orElse(index);
        return place.resolve(OWN).resolve(TRASH);
    }

    /// {@return whether this folder holds what was thrown away}
    static boolean isTrash(@Nullable Path folder) {
        return folder != null && folder.endsWith(Path.of(OWN, TRASH));
    }
}
