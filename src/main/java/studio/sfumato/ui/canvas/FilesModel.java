package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.error.StudioException;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;

/// Where the document on the canvas comes from and goes to. It is kept a moment after each edit, so that at most the
/// last
/// one is lost however the program ends.
public final class FilesModel {
    /// What can be opened.
    static final List<String> KINDS = List.of("png", "jpg", "jpeg", "webp", "bmp", "gif");

    /// How documents' own files end.
    static final String OWN = "sfumato";

    private static final int MOMENT_MILLIS = 300;

    private final PageModel page;
    private final RepaintModel repaint;
    private final Store store;
    private final Executor background;
    private final FxThread window;
    private final ReadOnlyObjectWrapper<@Nullable Path> file = new ReadOnlyObjectWrapper<>(null);
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile @Nullable Work newest;
    private boolean resumed;
    private boolean opening;
    private @Nullable Path named;

    /// A state to be kept, and where.
    private record Work(CanvasState state, Map<String, String> form, Path file) {}

    /// @param background does one thing after the other
    FilesModel(PageModel page, RepaintModel repaint, Store store, Executor background, FxThread window) {
        this.page = page;
        this.repaint = repaint;
        this.store = store;
        this.background = background;
        this.window = window;
        page.revisionProperty().subscribe((_, _) -> touched());
        repaint.changed(this::touched);
    }

    /// {@return whether `file` is named like something that can be opened}
    static boolean opens(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return KINDS.stream().anyMatch(kind -> name.endsWith("." + kind));
    }

    /// {@return where the document is kept; `null` while none is open}
    public ReadOnlyObjectProperty<@Nullable Path> fileProperty() {
        return file.getReadOnlyProperty();
    }

    /// {@return the folder to look for files in first}
    Path folder() {
        Path last = named;
        Path parent = last == null ? null : last.toAbsolutePath().getParent();
        return parent == null ? Path.of(System.getProperty("user.home", ".")) : parent;
    }

    /// {@return what a file of that kind may be called}
    Path suggested(String kind) {
        Path last = named;
        String name = last == null ? "canvas" : String.valueOf(last.getFileName());
        int point = name.lastIndexOf('.');
        return folder().resolve((point > 0 ? name.substring(0, point) : name) + "." + kind);
    }

    /// Opens what was on the canvas last, when the canvas is first entered.
    public void resume() {
        if (!resumed) {
            resumed = true;
            if (page.document().isEmpty() && !opening) {
                store.last().ifPresent(this::open);
            }
        }
    }

    /// Opens a document or a picture.
    public void open(Path wanted) {
        resumed = true;
        opening = true;
        String name = page.name("picture");
        flush();
        background.execute(() -> {
            try {
                Store.Opened opened = store.open(wanted, name);
                window.run(() -> opened(opened, wanted));
            } catch (StudioException failed) {
                window.run(() -> {
                    opening = false;
                    page.tell(Note.of(failed));
                });
            }
        });
    }

    private void opened(Store.Opened opened, Path wanted) {
        named = wanted;
        page.notes().clear();
        file.set(null); // what comes next is not an edit of the document before
        page.open(opened.document());
        repaint.read(opened.form());
        opening = false;
        file.set(opened.file().orElseGet(store::fresh));
        remember();
        if (opened.file().isEmpty()) {
            touched();
        }
    }

    private void remember() {
        Optional<Path> now = Optional.ofNullable(file.get());
        background.execute(() -> tried(() -> store.remember(now)));
    }

    /// Writes the document where the user wants it; from now on it is kept there.
    public void saveAs(Path wanted) {
        named = wanted;
        page.document().ifPresent(open -> {
            CanvasState state = open.snapshot();
            Map<String, String> form = repaint.texts();
            background.execute(() -> tried(() -> {
                store.export(state, form, wanted);
                window.run(() -> {
                    file.set(wanted);
                    remember();
                });
            }));
        });
    }

    /// Writes the document for other programs.
    public void export(Path wanted) {
        named = wanted;
        page.document().ifPresent(open -> {
            CanvasState state = open.snapshot();
            Map<String, String> form = repaint.texts();
            background.execute(() -> tried(() -> store.export(state, form, wanted)));
        });
    }

    /// Takes the document off the canvas; it stays where it is kept.
    public void close() {
        flush();
        file.set(null);
        page.open(null);
        remember();
    }

    private void tried(Runnable work) {
        try {
            work.run();
        } catch (StudioException failed) {
            window.run(() -> page.tell(Note.of(failed)));
        }
    }

    private void touched() {
        page.document().ifPresent(open -> {
            if (file.get() == null && !opening) {
                file.set(store.fresh());
                remember();
            }
            Path to = file.get();
            if (to != null) {
                newest = new Work(open.snapshot(), repaint.texts(), to);
                if (due.compareAndSet(false, true)) {
                    CompletableFuture.delayedExecutor(MOMENT_MILLIS, TimeUnit.MILLISECONDS, background)
                            .execute(this::write);
                }
            }
        });
    }

    private void flush() {
        if (newest != null) {
            background.execute(this::write);
        }
    }

    /// Lets what is not kept yet be kept soon, as the program ends.
    public void finish() {
        flush();
    }

    /// Keeps the newest state, if that is not done.
    private void write() {
        due.set(false);
        Work work = newest;
        newest = null;
        if (work != null) {
            tried(() -> store.keep(work.state, work.form, work.file));
        }
    }
}
