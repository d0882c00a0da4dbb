package studio.sfumato.job;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.AtomicFiles;

/// A queue on disk: one line a change, flushed to the disk before the change counts. A process that is
/// killed, or loses its power, finds its queue again; a last line that was half written is passed over.
/// While a process has a journal open it holds a lock, so that others know that its queue is not lost.
public final class JobJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobJournal.class);

    private final Path file;
    private final FileChannel lockFile;
    private FileOutputStream out;
    private int lines;

    private JobJournal(Path file, FileChannel lockFile, FileOutputStream out) {
        this.file = file;
        this.lockFile = lockFile;
        this.out = out;
    }

    /// Opens or begins the journal in `file`.
    ///
    /// @return the journal; empty if another process has it open
    /// @throws ImageFileException naming the file if it cannot be read or written
    static Optional<JobJournal> open(Path file) {
        try {
            FileChannel lockFile = FileChannel.open(lock(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lockFile)) {
                lockFile.close();
                return Optional.empty();
            }
            FileOutputStream out = new FileOutputStream(file.toFile(), true);
            out.write('\n'); // begins a line, whatever a crash has left of the last
            return Optional.of(new JobJournal(file, lockFile, out));
        } catch (IOException unwritable) {
            throw problem(file, unwritable);
        }
    }

    private static Path lock(Path file) {
        return file.resolveSibling(file.getFileName() + ".lock");
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException ours) {
            LOG.debug("held by this process", ours);
            return false;
        }
    }

    /// {@return the file}
    Path file() {
        return file;
    }

    /// {@return every change that can be read, oldest first}
    synchronized List<QueueChange> read() {
        List<QueueChange> changes = new ArrayList<>();
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw problem(file, unreadable);
        }
        for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
            try {
                changes.add(QueueChangeJson.read(line));
            } catch (RequestException broken) {
                LOG.debug("a line of {} is passed over", file, broken);
            }
        }
        lines = changes.size();
        return changes;
    }

    /// Adds a change, and returns when it is safe on the disk.
    ///
    /// @throws ImageFileException naming the file if it cannot be written
    synchronized void append(QueueChange change) {
        try {
            write(out, change);
            out.getFD().sync();
            lines++;
        } catch (IOException unwritable) {
            throw problem(file, unwritable);
        }
    }

    /// {@return how many changes it holds}
    synchronized int lines() {
        return lines;
    }

    /// Replaces everything by `changes`, in one stroke.
    synchronized void compact(List<QueueChange> changes) {
        AtomicFiles.write(file, stream -> {
            for (QueueChange change : changes) {
                write(stream, change);
            }
        });
        try {
            out.close();
            out = new FileOutputStream(file.toFile(), true);
            lines = changes.size();
        } catch (IOException unwritable) {
            throw problem(file, unwritable);
        }
    }

    private static void write(OutputStream stream, QueueChange change) throws IOException {
        stream.write((QueueChangeJson.write(change) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Removes the journal: nothing in it is left to be done.
    synchronized void delete() {
        close();
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(lock(file));
        } catch (IOException undeletable) {
            throw problem(file, undeletable);
        }
    }

    /// Leaves the journal for whoever opens it next.
    @Override
    public synchronized void close() {
        try {
            out.close();
            lockFile.close();
        } catch (IOException unimportant) {
            LOG.debug("cannot be closed", unimportant);
        }
    }

    private static ImageFileException problem(Path file, IOException cause) {
        return new ImageFileException(
                "the queue's journal " + file + " cannot be used: " + cause.getMessage(),
                "Make its folder writable, or free some space.",
                cause);
    }
}
