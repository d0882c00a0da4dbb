package studio.sfumato.canvas.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.canvas.Past;
import studio.sfumato.canvas.TileFile;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.AtomicFiles;

/// Gives back the disk that a working folder takes for nothing: what was undone and then painted over stays in its file
/// of tiles. What still counts is written aside, and the journal, which names the file, is put in place of the old one
/// in
/// one move: whenever that is cut off, the folder holds the canvas, before or after.
///
/// @param folder a working folder that this process holds the lock of
/// @param least files of tiles that are smaller, in bytes, are left alone
record Compaction(Path folder, long least) {
    /// What is worth the while.
    static final long LEAST = 8L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
    private static final String ASIDE = "journal-aside";

    /// Compacts the folder if more than half of its tiles belong to nothing. Whatever stands in the way of that leaves
    /// everything as it is; a disk that is full, as full as it was.
    void tidy() {
        try {
            sweep();
            try {
                compact();
            } finally {
                sweep();
            }
        } catch (IOException | ImageFileException impossible) {
            LOG.debug("{} is not compacted", folder, impossible);
        }
    }

    private void compact() throws IOException {
        Path journal = folder.resolve("journal");
        String name = CanvasJournal.tilesOf(folder);
        Path tiles = folder.resolve(name);
        if (!Files.isRegularFile(journal) || !Files.isRegularFile(tiles) || Files.size(tiles) < least) {
            return;
        }
        FileTime changed = Files.getLastModifiedTime(journal);
        String other = CanvasJournal.TILES + "-" + (number(name) + 1);
        if (aside(journal, tiles, other)) {
            byte[] lines = Files.readAllBytes(folder.resolve(ASIDE));
            AtomicFiles.write(journal, out -> out.write(lines));
            Files.setLastModifiedTime(journal, changed);
        }
    }

    private static int number(String name) {
        int at = name.indexOf('-');
        return at < 0 ? 1 : Integer.parseInt(name.substring(at + 1));
    }

    /// {@return whether there is a journal aside now that speaks of the file called `other`}
    private boolean aside(Path journal, Path tiles, String other) {
        try (TileFile old = TileFile.open(tiles)) {
            CanvasJournal.Told told;
            try (CanvasJournal reading = new CanvasJournal(journal, old)) {
                told = reading.read();
            }
            if (told.past().isEmpty() || 2 * told.past().get().bytesIn(old) >= old.size()) {
                return false;
            }
            Past past = told.past().get();
            try (TileFile fresh = TileFile.open(folder.resolve(other));
                    CanvasJournal writing = new CanvasJournal(folder.resolve(ASIDE), fresh)) {
                past.move(old, fresh);
                writing.begin(other);
                writing.write(past, told.settings());
            }
            return true;
        }
    }

    /// Removes what the journal does not speak of: left by one that was cut off, or by one that has ended.
    private void sweep() throws IOException {
        String tiles = CanvasJournal.tilesOf(folder);
        List<Path> left;
        try (Stream<Path> files = Files.list(folder)) {
            left = files.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.equals(ASIDE)
                                || (name.matches(CanvasJournal.TILES + "(-\\d{1,9})?") && !name.equals(tiles));
                    })
                    .toList();
        }
        for (Path file : left) {
            Files.delete(file);
        }
    }
}
