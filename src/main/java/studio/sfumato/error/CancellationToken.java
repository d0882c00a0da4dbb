package studio.sfumato.error;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Carries a wish to stop from any thread to the work. Long work asks [#throwIfCancelled()] between its parts; work
/// that can be interrupted inside a part registers with [#onCancel(Runnable)].
public final class CancellationToken {
    private final List<Runnable> actions = new CopyOnWriteArrayList<>();
    private volatile boolean cancelled;

    /// {@return a token nobody cancels}
    public static CancellationToken none() {
        return new CancellationToken();
    }

    /// Asks the work to stop; returns at once. Later calls do nothing.
    public void cancel() {
        List<Runnable> due;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            due = List.copyOf(actions);
        }
        due.forEach(Runnable::run);
    }

    /// {@return whether somebody asked to stop}
    public boolean isCancelled() {
        return cancelled;
    }

    /// @throws CancelledException if somebody asked to stop
    public void throwIfCancelled() {
        if (cancelled) {
            throw new CancelledException();
        }
    }

    /// Runs `action` when the work is cancelled, at once if it already is. Close the registration when the part that
    /// `action` interrupts has ended.
    public Registration onCancel(Runnable action) {
        boolean now;
        synchronized (this) {
            now = cancelled;
            if (!now) {
                actions.add(action);
            }
        }
        if (now) {
            action.run();
        }
        return () -> actions.remove(action);
    }

    /// An action waiting for a cancel.
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        /// Withdraws the action.
        @Override
        void close();
    }
}
