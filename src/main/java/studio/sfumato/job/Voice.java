package studio.sfumato.job;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a listener what happens, in order, on a thread of its own: however slow the listener is, whoever has something
/// to tell does not wait, and may hold a lock. Safe for use by several threads.
///
/// @param <E> what is told
final class Voice<E> {
    private static final Logger LOG = LoggerFactory.getLogger(Voice.class);

    private final Consumer<E> listener;
    private final ExecutorService thread;
    private final CompletableFuture<@Nullable Void> silence = new CompletableFuture<>();
    private boolean closed;

    /// @param name of the thread
    Voice(String name, Consumer<E> listener) {
        this.listener = listener;
        thread = Executors.newSingleThreadExecutor(Thread.ofVirtual().name(name).factory());
    }

    /// Tells `event` after all that was told before; nothing once this is closed. Returns at once.
    synchronized void tell(E event) {
        if (!closed) {
            thread.execute(() -> deliver(event));
        }
    }

    /// Runs `work` on the listener's thread when it has heard all that was told until now.
    synchronized void then(Runnable work) {
        if (closed) {
            CompletableFuture<Void> _ = silence.thenRun(work);
        } else {
            thread.execute(work);
        }
    }

    /// {@return completes when the listener has heard all that was told until now}
    CompletableFuture<@Nullable Void> heard() {
        CompletableFuture<@Nullable Void> heard = new CompletableFuture<>();
        then(() -> heard.complete(null));
        return heard;
    }

    /// Tells nothing from now on; what was told is still heard.
    synchronized void close() {
        if (!closed) {
            closed = true;
            thread.execute(() -> silence.complete(null));
            thread.shutdown();
        }
    }

    private void deliver(E event) {
        try {
            listener.accept(event);
        } catch (RuntimeException bug) {
            LOG.error("a listener failed on {}", event.getClass().getSimpleName(), bug);
        }
    }
}
