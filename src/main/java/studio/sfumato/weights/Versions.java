package studio.sfumato.weights;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.ModelFileException;

/// What lay at a place before it was replaced: kept beside it, as `.versions/NAME/TIME`, where no catalogue looks,
/// until it is taken back or deleted by hand. A return is kept in the same way, so it can be undone, too.
public final class Versions {
    private static final Logger LOG = LoggerFactory.getLogger(Versions.class);
    private static final String FOLDER = ".versions";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss-SSS", Locale.ROOT);

    private Versions() {}

    /// One of them.
    ///
    /// @param file where it is now
    /// @param replaced when it was replaced, by the clock here
    /// @param bytes its size
    public record Version(Path file, LocalDateTime replaced, long bytes) {}

    /// Puts `fresh` in the place of `target`, which is kept. At no time is there nothing at `target`, where the disk
    /// can have two names for a file.
    ///
    /// @throws IOException if that cannot be; what was at `target` is there still, or among its versions
    public static void replace(Path target, Path fresh) throws IOException {
        if (!Files.exists(fresh)) {
            throw new NoSuchFileException(fresh.toString());
        }
        if (Files.exists(target)) {
            Path kept = free(Files.createDirectories(folder(target)));
            try {
                Files.createLink(kept, target);
            } catch (UnsupportedOperationException | IOException oneNameOnly) {
                LOG.debug("{} cannot have two names", target, oneNameOnly);
                Files.move(target, kept, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// Keeps a copy of `target` as it is now, for who changes it in place.
    ///
    /// @throws IOException if it cannot be read or kept
    public static void keep(Path target) throws IOException {
        Path folder = Files.createDirectories(folder(target));
        copy(target, folder, coming -> Files.move(coming, free(folder), StandardCopyOption.ATOMIC_MOVE));
    }

    /// Puts a copy of `from` in the place of `target`, which is kept.
    ///
    /// @throws ModelFileException if that cannot be; what was at `target` is there still, or among its versions
    public static void replaceByCopy(Path target, Path from) {
        Path place = target.toAbsolutePath().normalize();
        try {
            copy(from, Files.createDirectories(folder(place)), coming -> replace(place, coming));
        } catch (IOException immovable) {
            throw unreplaced(target, immovable);
        }
    }

    private interface Move {
        void of(Path coming) throws IOException;
    }

    /// A copy that breaks off leaves nothing.
    private static void copy(Path from, Path folder, Move move) throws IOException {
        Path coming = Files.createTempFile(folder, "coming", ".part");
        try {
            Files.copy(from, coming, StandardCopyOption.REPLACE_EXISTING);
            move.of(coming);
        } finally {
            Files.deleteIfExists(coming);
        }
    }

    private static ModelFileException unreplaced(Path target, IOException immovable) {
        return new ModelFileException(
                target + " cannot be replaced: " + immovable.getMessage(),
                "Another program may have it open.",
                immovable);
    }

    private static Path free(Path folder) {
        LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
        Path kept = folder.resolve(TIME.format(now));
        for (int i = 1; Files.exists(kept); i++) {
            kept = folder.resolve(TIME.format(now.plusNanos(i * 1_000_000L)));
        }
        return kept;
    }

    private static Path folder(Path target) {
        Path name = Objects.requireNonNull(target.getFileName(), "a file has a name");
        return target.resolveSibling(FOLDER).resolve(name);
    }

    /// {@return what lay at `target` before, newest first}
    ///
    /// @throws ModelFileException if that cannot be read
    public static List<Version> of(Path target) {
        Path folder = folder(target.toAbsolutePath().normalize());
        List<Version> versions = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return versions;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                try {
                    LocalDateTime replaced = LocalDateTime.parse(String.valueOf(file.getFileName()), TIME);
                    versions.add(new Version(file, replaced, Files.size(file)));
                } catch (DateTimeParseException another) {
                    LOG.debug("{} is no version", file, another);
                }
            }
        } catch (DirectoryIteratorException | IOException unreadable) {
            throw new ModelFileException(folder + " cannot be read: " + unreadable.getMessage(), null, unreadable);
        }
        versions.sort(Comparator.comparing(Version::replaced).reversed());
        return versions;
    }

    /// Puts a version back in its place; what is there now becomes a version.
    ///
    /// @throws ModelFileException if that cannot be
    public static void takeBack(Path target, Version version) {
        try {
            replace(target.toAbsolutePath().normalize(), version.file());
        } catch (IOException immovable) {
            throw unreplaced(target, immovable);
        }
    }
}
