package studio.sfumato.ui.gallery;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Does one thing at a time, elsewhere; of the things that wait meanwhile only the newest is done. While somebody
/// types, each search begins as soon as the one before has ended, and none is done for nothing.
final class Latest {
    private final Executor executor;
    private @Nullable Runnable waiting;
    private boolean busy;

    /// @param executor where things are done
    Latest(Executor executor) {
        this.executor = executor;
    }

    /// Does `task` soon, unless another comes before its turn; returns at once.
    void run(Runnable task) {
        synchronized (this) {
            waiting = task;
            if (busy) {
                return;
            }
            busy = true;
        }
        executor.execute(this::next);
    }

    private void next() {
        Runnable task;
        synchronized (this) {
            task = waiting;
            waiting = null;
            if (task == null) {
                busy = false;
                return;
            }
        }
        try {
            task.run();
        } finally {
            executor.execute(this::next);
        }
    }
}
