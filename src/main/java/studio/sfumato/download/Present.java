package studio.sfumato.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.weights.Origin;
import studio.sfumato.weights.Sha256;

/// Finds what is to be fetched where it would go: under another name perhaps, or in a folder of the user's below that.
/// Nothing counts that has not been read to its last byte: a file may have changed since it came.
///
/// @param order what is to be fetched
/// @param looking hears of a file that is read, by its name
record Present(Order order, Consumer<String> looking) {
    private static final Logger LOG = LoggerFactory.getLogger(Present.class);

    /// {@return the file that `part` would become; empty if there is none, or nobody has said what it must be}
    ///
    /// @throws studio.sfumato.error.CancelledException if `cancel` is cancelled
    Optional<Path> file(Part part, CancellationToken cancel) {
        if (order.folder() || part.file().checksum().isEmpty() || !Files.isDirectory(order.root())) {
            return Optional.empty();
        }
        Checksum wanted = part.file().checksum().get();
        return all().stream()
                .filter(file -> likely(file, part, wanted))
                .filter(file -> fits(file, wanted, cancel))
                .findFirst();
    }

    /// {@return the folder that it would become, with every file as it must be; empty if there is none}
    ///
    /// @throws studio.sfumato.error.CancelledException if `cancel` is cancelled
    Optional<Path> folder(CancellationToken cancel) {
        Path folder = order.root().resolve(order.target());
        boolean complete = order.folder()
                && order.parts().stream()
                        .allMatch(part -> part.verifiable()
                                && part.length() >= 0
                                && size(folder.resolve(part.file().path())) == part.length());
        return complete
                        && order.parts().stream()
                                .allMatch(part -> fits(
                                        folder.resolve(part.file().path()),
                                        part.file().checksum().orElseThrow(),
                                        cancel))
                ? Optional.of(folder)
                : Optional.empty();
    }

    /// Only what may well be it is read: that takes seconds for a large file.
    private boolean likely(Path file, Part part, Checksum wanted) {
        if (part.length() >= 0) {
            return size(file) == part.length();
        }
        return String.valueOf(file.getFileName()).equals(order.target())
                || Origin.of(file)
                        .flatMap(Origin::sha256)
                        .filter(wanted.hex()::equals)
                        .isPresent();
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : -1;
        } catch (IOException gone) {
            return -1;
        }
    }

    private boolean fits(Path file, Checksum wanted, CancellationToken cancel) {
        looking.accept(String.valueOf(file.getFileName()));
        try (InputStream in = Files.newInputStream(file)) {
            return wanted.fits(file, new Sha256().add(in, cancel).hex());
        } catch (IOException unreadable) {
            LOG.debug("{} cannot be read", file, unreadable);
            return false;
        }
    }

    /// {@return every file where it could go; what is hidden is on its way, or an earlier version}
    private List<Path> all() {
        List<Path> found = new ArrayList<>();
        int depth = order.exact() ? 1 : Integer.MAX_VALUE;
        try {
            Files.walkFileTree(order.root(), Set.of(), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    boolean hidden = !dir.equals(order.root())
                            && String.valueOf(dir.getFileName()).startsWith(".");
                    return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found.add(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    LOG.debug("{} is passed over", file, unreadable);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            LOG.debug("{} cannot be looked through", order.root(), unreadable);
        }
        found.sort(null);
        return found;
    }
}
