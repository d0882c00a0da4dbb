package studio.sfumato.job;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.PictureWriter;

/// The queues of all processes, a journal each. Those that no process has open were left by one that was
/// killed.
public final class QueueFolder {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final Path folder;

    /// Journals this program has opened: opening the lock of one again would take it away.
    private final Set<Path> ours = new HashSet<>();

    /// @param folder made when needed
    public QueueFolder(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /// A queue that was left.
    ///
    /// @param journal its journal, which is now ours: to be deleted when its jobs are safe elsewhere, or
    /// closed
    /// @param unfinished its jobs that have something left to do; may be none
    /// @param made the pictures of all its jobs that were written: the kill may have kept them out of the gallery
    public record Left(JobJournal journal, List<QueuedJob> unfinished, List<Path> made) implements AutoCloseable {
        /// Leaves it for later.
        @Override
        public void close() {
            journal.close();
        }

        /// Forgets it.
        public void drop() {
            journal.delete();
        }
    }

    /// {@return a journal for a new queue}
    ///
    /// @throws ImageFileException if it cannot be written
    public synchronized JobJournal begin() {
        PictureWriter.prepare(folder);
        String name = STAMP.format(LocalDateTime.now(ZoneId.systemDefault())) + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        Path file = folder.resolve(name + ".jsonl");
        ours.add(file);
        return JobJournal.open(file).orElseThrow(() -> new ImageFileException(file + " is used by another program"));
    }

    /// {@return the queues that processes have left, oldest first; those that have made nothing and have nothing left
    /// to do are removed}
    ///
    /// @throws ImageFileException if one cannot be read
    public synchronized List<Left> left() {
        List<Left> left = new ArrayList<>();
        for (Path file : journals()) {
            if (!ours.contains(file)) {
                JobJournal.open(file).ifPresent(journal -> {
                    Left found = left(journal);
                    if (found.unfinished().isEmpty() && found.made().isEmpty()) {
                        found.drop();
                    } else {
                        left.add(found);
                    }
                });
            }
        }
        return left;
    }

    private static Left left(JobJournal journal) {
        QueueLedger ledger = new QueueLedger();
        journal.read().forEach(ledger::apply);
        List<QueuedJob> jobs = ledger.jobs();
        List<QueuedJob> unfinished = jobs.stream()
                .filter(job -> switch (job.state()) {
                    case JobState.Waiting _, JobState.Held _, JobState.Running _, JobState.Failed _ -> true;
                    case JobState.Done _, JobState.Cancelled _ -> false;
                })
                .toList();
        List<Path> made =
                jobs.stream().flatMap(job -> job.made().values().stream()).toList();
        return new Left(journal, unfinished, made);
    }

    private List<Path> journals() {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jsonl")) {
                found.forEach(files::add);
            } catch (DirectoryIteratorException | IOException unreadable) {
                throw new ImageFileException(folder + " cannot be read: " + unreadable.getMessage(), null, unreadable);
            }
        }
        files.sort(null);
        return files;
    }
}
