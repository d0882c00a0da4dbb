package studio.sfumato.image;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import studio.sfumato.error.ImageFileException;

/// Writes files so that a crash, a full disk or a power cut leaves the old file or the new one, never a
/// part: a temporary file in the same folder is filled, flushed to the disk and renamed.
public final class AtomicFiles {
    private AtomicFiles() {}

    /// Writes a file's content.
    @FunctionalInterface
    public interface Content {
        /// Writes everything to `out`, which the caller closes.
        void writeTo(OutputStream out) throws IOException;
    }

    /// Replaces or creates `target`. A symbolic link stays one; a device such as `/dev/stdout` is written
    /// to directly.
    ///
    /// @throws ImageFileException naming `target` if it cannot be written; nothing is left behind then
    public static void write(Path target, Content content) {
        write(target, content, true);
    }

    /// The same without waiting for the disk, for what can be made again: after a power cut the file may be there and
    /// be empty.
    ///
    /// @throws ImageFileException as above
    static void writeSoon(Path target, Content content) {
        write(target, content, false);
    }

    private static void write(Path target, Content content, boolean sync) {
        if (Files.isDirectory(target)) {
            throw new ImageFileException(target + " cannot be written: it is a folder");
        }
        try {
            Path real = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
            if (Files.exists(real) && !Files.isRegularFile(real)) {
                fill(real, content, false);
            } else {
                Path temporary = real.resolveSibling("." + UUID.randomUUID() + ".tmp");
                Files.createFile(temporary);
                finish(temporary, real, content, sync);
            }
        } catch (IOException e) {
            throw FileProblem.writing(target.toString(), e);
        }
    }

    /// Fills `temporary`, which exists, and renames it to `target`; removes it if that fails.
    static void finish(Path temporary, Path target, Content content) throws IOException {
        finish(temporary, target, content, true);
    }

    private static void finish(Path temporary, Path target, Content content, boolean sync) throws IOException {
        boolean done = false;
        try {
            fill(temporary, content, sync);
            rename(temporary, target);
            if (sync) {
                syncFolder(target);
            }
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    /// Uses a stream, not a channel: interrupting a thread closes a channel in the middle of a write.
    private static void fill(Path file, Content content, boolean sync) throws IOException {
        try (FileOutputStream raw = new FileOutputStream(file.toFile());
                OutputStream out = new BufferedOutputStream(raw, 1 << 16)) {
            content.writeTo(out);
            out.flush();
            if (sync) {
                raw.getFD().sync();
            }
        }
    }

    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// Makes the new name last through a power cut. Windows cannot open a folder and does not need this.
    private static void syncFolder(Path file) {
        Path folder = file.getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return;
        }
    }
}
