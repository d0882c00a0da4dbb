package studio.sfumato.ui.gallery;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.StudioException;
import studio.sfumato.library.Picture;
import studio.sfumato.ui.common.FxThread;

/// Does something with chosen pictures, one after the other in the background, and tells how far it is. A picture that
/// it cannot be done with is told, and the others go on.
final class Batch {
    private final Store store;
    private final FxThread window;
    private final ReadOnlyObjectWrapper<Progress> progress = new ReadOnlyObjectWrapper<>(Progress.NONE);
    private volatile CancellationToken token = CancellationToken.none();

    /// How it goes.
    ///
    /// @param done with how many it is done
    /// @param total how many there are
    /// @param running whether it goes on
    /// @param problems what could not be done, one line each
    record Progress(int done, int total, boolean running, List<String> problems) {
        static final Progress NONE = new Progress(0, 0, false, List.of());
    }

    /// What is done with each picture.
    @FunctionalInterface
    interface Work extends AutoCloseable {
        /// @throws StudioException if it cannot be done with this one
        /// @throws CancelledException if `token` is cancelled meanwhile
        void on(Picture picture, CancellationToken token);

        @Override
        default void close() {}
    }

    Batch(Store store, FxThread window) {
        this.store = store;
        this.window = window;
    }

    /// {@return how it goes}
    ReadOnlyObjectProperty<Progress> progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /// Begins on `desk`, unless it is at work or there is nothing to do.
    ///
    /// @param begin what has to be done once before; if it fails, nothing is done
    void start(Executor desk, Set<Long> ids, Supplier<? extends Work> begin) {
        if (progress.get().running() || ids.isEmpty()) {
            return;
        }
        long[] all = ids.stream().mapToLong(Long::longValue).toArray();
        CancellationToken mine = new CancellationToken();
        token = mine;
        progress.set(new Progress(0, all.length, true, List.of()));
        desk.execute(() -> run(all, begin, mine));
    }

    /// Stops; what is done stays. Any thread may call it.
    void cancel() {
        token.cancel();
    }

    /// Stops it, or forgets what was told where nothing runs any more.
    void dismiss() {
        if (progress.get().running()) {
            cancel();
        } else {
            forget();
        }
    }

    /// What was told has been read.
    void forget() {
        if (!progress.get().running()) {
            progress.set(Progress.NONE);
        }
    }

    private void run(long[] ids, Supplier<? extends Work> begin, CancellationToken mine) {
        List<String> problems = new ArrayList<>();
        int done = 0;
        try (Work work = begin.get()) {
            for (long id : ids) {
                mine.throwIfCancelled();
                for (Picture picture : store.library().load(id)) {
                    try {
                        work.on(picture, mine);
                        done++;
                    } catch (StudioException unable) {
                        problems.add(String.valueOf(unable.getMessage()));
                    }
                }
                tell(done, ids.length, true, problems);
            }
        } catch (CancelledException stopped) {
            tell(done, ids.length, false, problems);
            return;
        } catch (StudioException fault) {
            problems.add(String.valueOf(fault.getMessage()));
        }
        tell(done, ids.length, false, problems);
    }

    private void tell(int done, int total, boolean running, List<String> problems) {
        Progress now = new Progress(done, total, running, List.copyOf(problems));
        window.run(() -> progress.set(now));
    }
}
