package studio.sfumato.canvas.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.Past;
import studio.sfumato.canvas.TileFile;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.PictureWriter;

/// The folder in which canvases are saved all the time, each in a working folder of its own: `journal`
/// says what happened, `tiles` holds the pixels, and as long as a process has the canvas open it holds a
/// lock on `lock`.
public final class CanvasStore {
    private static final Logger LOG = LoggerFactory.getLogger(CanvasStore.class);

    private final Path root;
    private final long least;

    /// @param root where the working folders are; made when it is needed
    public CanvasStore(Path root) {
        this(root, Compaction.LEAST);
    }

    /// @param least files of tiles that are smaller, in bytes, are not compacted
    CanvasStore(Path root, long least) {
        this.root = root;
        this.least = least;
    }

    /// A canvas that was restored.
    ///
    /// @param notes what the user should hear about, one line each
    public record Restored(CanvasSession session, List<String> notes) {}

    /// Saves `document` from now on. Returns at once: the first time, too, it is saved beside.
    ///
    /// @param settings what belongs to the canvas beside its pixels
    /// @param onState told, on the saver's thread, when saving fails and why, and with nothing when it
    /// works again
    /// @throws ImageFileException naming the folder if nothing can be written there; the document is as
    /// it was
    public CanvasSession keep(
            CanvasDocument document, Map<String, String> settings, Consumer<Optional<StudioException>> onState) {
        Path folder = root.resolve(UUID.randomUUID().toString());
        PictureWriter.prepare(folder);
        Hold lock = hold(folder);
        if (lock == null) {
            throw new ImageFileException(folder + " is used by another process");
        }
        @Nullable TileFile tiles = null;
        @Nullable CanvasJournal journal = null;
        boolean opened = false;
        try {
            tiles = TileFile.open(folder.resolve(CanvasJournal.TILES));
            journal = new CanvasJournal(folder.resolve("journal"), tiles);
            CanvasSession session = new CanvasSession(folder, lock, tiles, journal, document, settings, onState);
            opened = true;
            return session;
        } finally {
            if (!opened) {
                close(journal, tiles, lock);
            }
        }
    }

    /// {@return the working folders that no process has open, the one that was changed last first:
    /// canvases that were left open, or whose process was killed}
    public List<Path> left() {
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> all = Files.isDirectory(root) ? Files.list(root) : Stream.empty()) {
            for (Path folder : all.filter(each -> Files.isRegularFile(each.resolve("journal")))
                    .toList()) {
                Hold lock = hold(folder);
                if (lock != null) {
                    release(lock);
                    folders.add(folder);
                }
            }
        } catch (IOException unreadable) {
            throw problem(root, unreadable);
        }
        folders.sort(Comparator.comparing(CanvasStore::changed).reversed());
        return folders;
    }

    private static long changed(Path folder) {
        try {
            return Files.getLastModifiedTime(folder.resolve("journal")).toMillis();
        } catch (IOException gone) {
            LOG.debug("no journal any more", gone);
            return 0;
        }
    }

    /// Opens a canvas as it was left, with everything that can be undone and redone.
    ///
    /// @param folder one of [#left()]
    /// @return the canvas; empty if another process has it open, or there was never anything on it
    /// @throws ImageFileException naming the file that cannot be read
    public Optional<Restored> restore(Path folder, Consumer<Optional<StudioException>> onState) {
        Hold lock = hold(folder);
        if (lock == null) {
            return Optional.empty();
        }
        @Nullable TileFile tiles = null;
        @Nullable CanvasJournal journal = null;
        boolean opened = false;
        try {
            new Compaction(folder, least).tidy();
            tiles = TileFile.open(folder.resolve(CanvasJournal.tilesOf(folder)));
            journal = new CanvasJournal(folder.resolve("journal"), tiles);
            CanvasJournal.Told told = journal.read();
            if (told.past().isEmpty()) {
                return Optional.empty();
            }
            List<String> notes = new ArrayList<>();
            CanvasDocument document = whole(told.past().get(), tiles, notes);
            CanvasSession session = new CanvasSession(folder, lock, tiles, journal, document, told.settings(), onState);
            opened = true;
            return Optional.of(new Restored(session, List.copyOf(notes)));
        } finally {
            if (!opened) {
                close(journal, tiles, lock);
            }
        }
    }

    /// {@return the document; if a tile of its state is damaged, the last state before that is whole}
    private static CanvasDocument whole(Past past, TileFile tiles, List<String> notes) {
        for (int at = past.at(); ; at--) {
            try {
                return CanvasDocument.restored(new Past(past.steps(), at), tiles);
            } catch (ImageFileException damaged) {
                LOG.debug("step {} of {} is damaged", at, past.steps().size(), damaged);
                if (at == 0) {
                    throw damaged;
                }
                if (notes.isEmpty()) {
                    notes.add(damaged.getMessage() + "; an earlier state of the canvas was opened");
                }
            }
        }
    }

    private static void close(@Nullable CanvasJournal journal, @Nullable TileFile tiles, Hold lock) {
        if (journal != null) {
            journal.close();
        }
        if (tiles != null) {
            tiles.close();
        }
        release(lock);
    }

    /// Removes a working folder that no process has open: what is on the canvas is gone.
    ///
    /// @throws ImageFileException naming the folder if it cannot be removed
    public static void remove(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException undeletable) {
            throw problem(folder, undeletable);
        }
    }

    private static @Nullable Hold hold(Path folder) {
        try {
            return Hold.take(folder);
        } catch (IOException unwritable) {
            throw problem(folder, unwritable);
        }
    }

    private static void release(Hold lock) {
        try {
            lock.close();
        } catch (IOException unimportant) {
            LOG.debug("cannot be released", unimportant);
        }
    }

    private static ImageFileException problem(Path folder, IOException cause) {
        return new ImageFileException(
                "the canvas's folder " + folder + " cannot be used: " + cause.getMessage(),
                "Make it writable, or free some space.",
                cause);
    }
}
