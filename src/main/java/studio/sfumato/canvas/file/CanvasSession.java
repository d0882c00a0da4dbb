package studio.sfumato.canvas.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.canvas.CanvasChange;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasListener;
import studio.sfumato.canvas.Past;
import studio.sfumato.canvas.TileFile;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.error.StudioException;

/// A document that is saved all the time: as soon as an edit ends, a thread of its own writes it to the
/// working folder and has it put on the disk. If that fails, the session tells so once, and tries again
/// with every edit and every few seconds; nothing is lost while the program runs.
///
/// The document's thread uses it, like the document.
public final class CanvasSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CanvasSession.class);
    private static final long AGAIN_SECONDS = 3;

    private final Path folder;
    private final Closeable lock;
    private final TileFile tiles;
    private final Saving journal;
    private final CanvasDocument document;
    private final Consumer<Optional<StudioException>> onState;
    private final CanvasListener listener = this::changed;
    private final Thread saver;

    private final ReentrantLock guard = new ReentrantLock();
    private final Condition news = guard.newCondition();
    private final Condition done = guard.newCondition();
    private @Nullable Past pending;
    private @Nullable StudioException trouble;
    private Map<String, String> settings;
    private long offers;
    private long taken;
    private long reported;
    private boolean working;
    private boolean closing;
    private boolean ended;

    CanvasSession(
            Path folder,
            Closeable lock,
            TileFile tiles,
            Saving journal,
            CanvasDocument document,
            Map<String, String> settings,
            Consumer<Optional<StudioException>> onState) {
        this.folder = folder;
        this.lock = lock;
        this.tiles = tiles;
        this.journal = journal;
        this.document = document;
        this.settings = Map.copyOf(settings);
        this.onState = onState;
        document.keepIn(tiles);
        document.addListener(listener);
        saver = Thread.ofPlatform().daemon().name("canvas-saver").start(this::run);
        offer(document.past());
    }

    /// {@return the document}
    public CanvasDocument document() {
        return document;
    }

    /// {@return where it is saved all the time}
    public Path folder() {
        return folder;
    }

    /// {@return what belongs to the canvas beside its pixels, such as the prompt; by names that the
    /// window chooses}
    public Map<String, String> settings() {
        guard.lock();
        try {
            return settings;
        } finally {
            guard.unlock();
        }
    }

    /// Keeps `texts` with the canvas, in place of those before.
    public void setSettings(Map<String, String> texts) {
        guard.lock();
        try {
            settings = Map.copyOf(texts);
        } finally {
            guard.unlock();
        }
        offer(document.past());
    }

    private void changed(CanvasChange change) {
        if (change.history()) {
            offer(document.past());
        }
    }

    private void offer(Past past) {
        guard.lock();
        try {
            pending = past;
            offers++;
            news.signal();
        } finally {
            guard.unlock();
        }
    }

    private void run() {
        try {
            for (Past past = next(); past != null; past = next()) {
                save(past);
            }
        } finally {
            guard.lock();
            try {
                ended = true;
                done.signalAll();
            } finally {
                guard.unlock();
            }
        }
    }

    private void save(Past past) {
        @Nullable
        StudioException problem = CompletableFuture.runAsync(
                        () -> journal.write(past, settings()), Runnable::run) // here, whatever it ends with
                .handle((_, failure) -> failure == null ? null : problem(failure))
                .join();
        report(past, problem);
    }

    /// {@return what is told of why nothing was saved}; a mistake in the program is one reason among others: it is
    /// tried
    /// again, and the document stays as it is.
    private static StudioException problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case StudioException notSaved -> notSaved;
            case OutOfMemoryError full ->
                NotEnoughMemoryException.ofHeap("the canvas cannot be saved", "Close other programs", full);
            default -> {
                LOG.error("saving a canvas ended by a mistake in the program", cause);
                yield new ImageFileException(
                        "the canvas cannot be saved because of a mistake in the program: " + cause,
                        "Nothing is lost while the window is open: save it as a file of its own.",
                        cause);
            }
        };
    }

    /// Waits for something to save.
    ///
    /// @return nothing when the session is closed and there is nothing that could still be saved
    private @Nullable Past next() {
        guard.lock();
        try {
            while (pending == null && !closing) {
                news.awaitUninterruptibly();
            }
            if (trouble != null && !closing) {
                pause();
            }
            Past past = pending;
            pending = null;
            taken = offers;
            working = past != null;
            return past;
        } finally {
            guard.unlock();
        }
    }

    /// After a failure an edit comes soon enough, or time does.
    private void pause() {
        try {
            long left = TimeUnit.SECONDS.toNanos(AGAIN_SECONDS);
            while (offers == taken && !closing && left > 0) {
                left = news.awaitNanos(left);
            }
        } catch (InterruptedException unexpected) {
            LOG.debug("nobody interrupts this thread", unexpected);
        }
    }

    private void report(Past past, @Nullable StudioException problem) {
        boolean told;
        guard.lock();
        try {
            boolean last = closing && problem != null; // even if it was told: nothing tries again
            told = !last && (problem == null) == (trouble == null);
            trouble = problem;
            reported = taken;
            working = false;
            if (problem != null && pending == null && !closing) {
                pending = past;
            }
            done.signalAll();
        } finally {
            guard.unlock();
        }
        if (!told) {
            onState.accept(Optional.ofNullable(problem));
        }
    }

    /// Waits until everything is on the disk. Any thread may.
    ///
    /// @throws StudioException if it cannot be written; the document is as it was, and goes on being saved
    ///     until the session is closed
    public void flush() {
        guard.lock();
        try {
            long mine = ++offers; // what could not be saved is tried again at once
            news.signal();
            while (pending != null || working) {
                if (ended) {
                    throw new IllegalStateException("the canvas is not saved any more");
                }
                done.awaitUninterruptibly();
                if (trouble != null && reported >= mine) { // not an earlier attempt's: the next may succeed
                    throw trouble;
                }
            }
            if (trouble != null) { // the session was closed, and its last attempt failed: there is no other
                throw trouble;
            }
        } finally {
            guard.unlock();
        }
    }

    /// Saves what is left and ends; the document cannot be used any more. What cannot be saved is told once more, and
    /// [#flush()] fails from now on. The working folder stays for [CanvasStore#restore].
    @Override
    public void close() {
        document.removeListener(listener);
        guard.lock();
        try {
            closing = true;
            news.signal();
        } finally {
            guard.unlock();
        }
        boolean interrupted = false;
        while (saver.isAlive()) {
            try {
                saver.join();
            } catch (InterruptedException later) {
                LOG.debug("saving is finished first", later);
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        document.close();
        journal.close();
        tiles.close();
        try {
            lock.close();
        } catch (IOException unimportant) {
            LOG.debug("cannot be closed", unimportant);
        }
    }

    /// Ends, and removes the working folder: what is not in another file is gone.
    public void discard() {
        close();
        CanvasStore.remove(folder);
    }
}
