package studio.sfumato.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.PictureWriter;

/// The file of the index. One that cannot be used is kept aside, never deleted.
///
/// @param file where it is
/// @param notes what happened to it, one line each
record IndexFile(Path file, List<String> notes) {
    private static final Logger LOG = LoggerFactory.getLogger(IndexFile.class);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    /// {@return the index in `folder`, ready to be opened}
    ///
    /// @throws ImageFileException if there can be none
    static IndexFile in(Path folder) {
        PictureWriter.prepare(folder);
        Path file = folder.resolve("index.db");
        String why;
        try (IndexConnection index = IndexConnection.open(file)) {
            if (Schema.bring(index)) {
                return new IndexFile(file, List.of());
            }
            why = "was made by a newer version";
        } catch (SQLException fault) {
            why = broken(fault);
        } catch (ImageFileException fault) {
            if (!(fault.getCause() instanceof SQLException cause)) {
                throw fault;
            }
            why = broken(cause);
        }
        Path kept = aside(file);
        try (IndexConnection index = IndexConnection.open(file)) {
            Schema.bring(index);
        } catch (SQLException fault) {
            throw IndexFault.of(fault);
        }
        return new IndexFile(
                file,
                List.of("the gallery's index " + why + "; it is kept as " + kept.getFileName() + " and made anew"));
    }

    /// Keeps the index in `folder` aside, so that the next one is made from the files alone.
    static void setAside(Path folder) {
        Path file = folder.resolve("index.db");
        if (Files.exists(file)) {
            aside(file);
        }
    }

    IndexConnection open() {
        try {
            return IndexConnection.open(file);
        } catch (SQLException fault) {
            throw IndexFault.of(fault);
        }
    }

    private static String broken(SQLException fault) {
        if (!IndexFault.isBroken(fault)) {
            throw IndexFault.of(fault);
        }
        LOG.debug("the index is broken", fault);
        return "is damaged";
    }

    private static Path aside(Path file) {
        Path kept = file.resolveSibling("index.db.broken-" + STAMP.format(LocalDateTime.now(ZoneId.systemDefault())));
        try {
            Files.move(file, kept);
            for (String ending : List.of("-wal", "-shm")) { // a journal must not meet another database
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + ending));
            }
            return kept;
        } catch (IOException immovable) {
            throw new ImageFileException(
                    file + " cannot be kept aside: " + immovable.getMessage(),
                    "Remove it: it is made anew.",
                    immovable);
        }
    }
}
