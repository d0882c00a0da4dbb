package studio.sfumato.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Walks folders of models. Links are followed (shared model folders are full of them), a loop of links ends there,
/// and what cannot be read is passed over.
final class ModelFinder {
    /// Deep enough for `OWNER/NAME` and for Hugging Face's cache, `models--OWNER--NAME/snapshots/REVISION`.
    private static final int DEPTH = 4;

    /// More than a folder of models has; a home folder given by mistake ends the search here.
    private static final int MOST_VISITED = 20_000;

    private static final Pattern CACHED = Pattern.compile("(?:^|/)models--([^/]+?)--([^/]+)/snapshots/[^/]+$");

    private ModelFinder() {}

    /// {@return `OWNER/NAME` of a model in Hugging Face's cache}
    static Optional<String> cachedName(Path path) {
        Matcher cached = CACHED.matcher(path.toString().replace('\\', '/'));
        return cached.find() ? Optional.of(cached.group(1) + "/" + cached.group(2)) : Optional.empty();
    }

    /// {@return the model folders and single checkpoint files in `folder`, in order}
    static SortedSet<Path> find(Path folder) {
        SortedSet<Path> found = new TreeSet<>();
        walk(folder, new Visitor() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                boolean hidden = !path.equals(folder)
                        && String.valueOf(path.getFileName()).startsWith(".");
                if (!hidden && ModelFolder.isModel(path)) {
                    found.add(path);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return hidden ? FileVisitResult.SKIP_SUBTREE : counted();
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && isCheckpoint(path) && folder.equals(path.getParent())) {
                    found.add(path);
                }
                return counted();
            }
        });
        return found;
    }

    /// {@return the size of a file, or of all files in a folder, in bytes}
    static long size(Path path) {
        long[] bytes = {0};
        walk(path, new Visitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
                return counted();
            }
        });
        return bytes[0];
    }

    /// {@return whether this is the name of a model in a single file}
    static boolean isCheckpoint(Path path) {
        return String.valueOf(path.getFileName()).matches("(?i).+\\.(safetensors|ckpt)");
    }

    private static void walk(Path start, Visitor visitor) {
        try {
            Files.walkFileTree(start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, visitor);
        } catch (IOException impossible) {
            // Every failure goes to visitFileFailed.
            throw new UncheckedIOException(impossible);
        }
    }

    private abstract static class Visitor extends SimpleFileVisitor<Path> {
        private int visited;

        final FileVisitResult counted() {
            visited++;
            return visited < MOST_VISITED ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        @Override
        public final FileVisitResult visitFileFailed(Path path, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public final FileVisitResult postVisitDirectory(Path path, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
