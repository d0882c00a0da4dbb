package studio.sfumato.app;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.StudioException;
import studio.sfumato.settings.DraftFile;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.generate.CreateModel;

/// Lays what was being made before the window when it opens, and keeps it half a second after it was touched, on a
/// thread of its own: typing waits for no disk, and a power cut takes no more than that.
final class DraftSaver implements AutoCloseable {
    private static final int DELAY_MILLIS = 500;

    private final DraftFile file;
    private final CreateModel create;
    private final FxThread window;
    private final AtomicReference<DraftFile.@Nullable Draft> newest = new AtomicReference<>(null);
    private final ExecutorService clerk =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("draft").factory());
    private final Executor later = CompletableFuture.delayedExecutor(DELAY_MILLIS, TimeUnit.MILLISECONDS, clerk);

    DraftSaver(DraftFile file, CreateModel create, FxThread window) {
        this.file = file;
        this.create = create;
        this.window = window;
        DraftFile.Loaded found = file.load();
        found.notes().forEach(note -> create.notes().add(Note.notice(note)));
        create.draft().lay(found.draft());
        create.draft().changed(this::save);
    }

    private void save() {
        if (newest.getAndSet(create.draft().draft()) == null && !clerk.isShutdown()) {
            later.execute(this::write);
        }
    }

    private void write() {
        DraftFile.Draft draft = newest.getAndSet(null);
        if (draft != null) {
            try {
                file.save(draft);
            } catch (StudioException unsaved) {
                window.run(() -> create.notes().add(Note.of(unsaved)));
            }
        }
    }

    /// Waits until all is kept.
    @Override
    public void close() {
        clerk.close();
        write();
    }
}
