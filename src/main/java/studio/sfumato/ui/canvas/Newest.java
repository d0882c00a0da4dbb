package studio.sfumato.ui.canvas;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Work in the background of which the newest counts, one at a time: each holds as much as a whole canvas, and those
/// that
/// came too late never begin.
final class Newest {
    private final Executor background;
    private final AtomicInteger asked = new AtomicInteger();
    private final ReentrantLock turn = new ReentrantLock();

    Newest(Executor background) {
        this.background = background;
    }

    /// Does `work` after what is under way, unless other work is asked for until then.
    ///
    /// @param work is given what tells whether it is still the newest
    void run(Consumer<BooleanSupplier> work) {
        int mine = asked.incrementAndGet();
        background.execute(() -> {
            turn.lock();
            try {
                if (mine == asked.get()) {
                    work.accept(() -> mine == asked.get());
                }
            } finally {
                turn.unlock();
            }
        });
    }

    /// Lets nothing begin that was asked for so far, nor be the newest.
    void drop() {
        asked.incrementAndGet();
    }
}
