package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.file.CanvasSession;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;

/// Where the document on the canvas comes from and goes to. It is kept as soon as an edit ends, so that at most the
/// last
/// stroke is lost however the program ends.
public final class FilesModel {
    /// What can be opened.
    static final List<String> PICTURES = List.of("png", "jpg", "jpeg", "webp", "bmp", "gif");
    static final List<String> KINDS = List.of("sfumato", "ora", "png", "jpg", "jpeg", "webp", "bmp", "gif");

    private final PageModel page;
    private final Forms forms;
    private final Store store;
    private final Executor clerk;
    private final FxThread window;
    private @Nullable CanvasSession session;
    private @Nullable Path named;
    private Function<Path, Optional<Path>> elsewhere = _ -> Optional.empty();
    private boolean resumed;
    private boolean warned;
    private boolean laying;

    /// @param clerk does one thing after the other
    FilesModel(PageModel page, Forms forms, Store store, Executor clerk, FxThread window) {
        this.page = page;
        this.forms = forms;
        this.store = store;
        this.clerk = clerk;
        this.window = window;
        forms.changed(this::written);
        page.revisionProperty().subscribe(_ -> warned = false);
        store.watch(trouble -> trouble.ifPresent(why -> window.run(() -> page.tell(Note.of(why)))));
    }

    /// {@return whether `file` is named like something that can be opened}
    static boolean opens(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return KINDS.stream().anyMatch(kind -> name.endsWith("." + kind));
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
        if (!resumed && session == null) {
            resumed = true;
            fetch(store::last);
        }
    }

    /// Opens the document that was on the canvas before this one.
    public void back() {
        fetch(store::before);
    }

    /// Opens a document or a picture.
    public void open(Path file) {
        String name = page.name("picture");
        fetch(() -> Optional.of(opened(file, name)));
    }

    private Store.Opened opened(Path file, String name) {
        Store.Opened opened = store.open(file, name);
        window.run(() -> named = file);
        return opened;
    }

    /// Works on a new document.
    void begin(CanvasDocument document) {
        fetch(() -> Optional.of(store.begin(document)));
    }

    /// Works on what was made larger of the document, which is kept: a note leads back to it.
    void enter(Candidate larger) {
        String name = page.name("picture");
        Path file = larger.file();
        Raster kept = larger.kept();
        CanvasSession from = session;
        fetch(
                () -> Optional.of(
                        kept == null && file != null
                                ? opened(file, name)
                                : store.begin(CanvasDocument.of(Objects.requireNonNull(kept), name))),
                () -> page.document()
                        .ifPresent(open -> page.tell(Note.notice(page.say("grow.opened", open.width(), open.height()))
                                .with(new Note.Action("grow-back", () -> backTo(from))))));
    }

    /// Others may have been changed later, so that they count as the one before.
    private void backTo(@Nullable CanvasSession from) {
        if (from == null) {
            back();
        } else {
            fetch(() -> Optional.of(store.again(from.folder())));
        }
    }

    private void fetch(Supplier<Optional<Store.Opened>> from) {
        fetch(from, () -> {});
    }

    private void fetch(Supplier<Optional<Store.Opened>> from, Runnable then) {
        resumed = true;
        CanvasSession last = session;
        clerk.execute(() -> tried(() -> {
            kept(last);
            from.get()
                    .ifPresent(opened -> window.run(() -> {
                        lay(opened);
                        then.run();
                    }));
        }));
    }

    private void lay(Store.Opened opened) {
        CanvasSession last = session;
        session = opened.session();
        page.notes().clear();
        page.open(opened.session().document());
        laying = true;
        forms.read(opened.session().settings());
        laying = false;
        if (opened.session().settings().isEmpty()) {
            written();
        }
        opened.notes().forEach(note -> page.tell(Note.notice(note)));
        Path folder = opened.session().folder();
        clerk.execute(() -> {
            tried(() -> store.remember(Optional.of(folder)));
            if (last != null) {
                last.close();
            }
        });
    }

    private void written() {
        CanvasSession open = session;
        if (open != null && !laying) {
            open.setSettings(forms.texts());
        }
    }

    /// Writes the document into a file, in the form that its name says.
    public void export(Path file) {
        page.document().ifPresent(open -> {
            named = file;
            CanvasState state = open.snapshot();
            Map<String, String> form = forms.texts();
            clerk.execute(() -> tried(() -> store.export(state, form, file)));
        });
    }

    /// A document that cannot be kept stays on the canvas, where nothing of it is lost.
    private static void kept(@Nullable CanvasSession last) {
        if (last != null) {
            last.flush();
        }
    }

    /// Takes the document off the canvas. It stays where it is kept; if it could not be kept, it stays on the canvas.
    public void close() {
        CanvasSession last = session;
        clerk.execute(() -> tried(() -> {
            kept(last);
            window.run(() -> leave(last));
        }));
    }

    private void leave(@Nullable CanvasSession last) {
        if (session != last) {
            return; // another was opened meanwhile
        }
        session = null;
        page.open(null);
        clerk.execute(() -> {
            tried(() -> store.remember(Optional.empty()));
            if (last != null) {
                last.close();
            }
        });
    }

    /// Asks `chooser`, which is given what it may be called, where a canvas goes that cannot be kept, from now on.
    public void pickElsewhereWith(Function<Path, Optional<Path>> chooser) {
        elsewhere = chooser;
    }

    /// {@return whether the window may be closed}: not while there is something that could not be kept, unless that has
    /// been said since the last edit. What can be done about it is said with it.
    public boolean mayLeave() {
        CanvasSession open = session;
        if (open == null || warned) {
            return true;
        }
        try {
            open.flush();
            return true;
        } catch (StudioException unkept) {
            warned = true;
            String message = String.valueOf(unkept.getMessage());
            page.notes().removeIf(each -> each.message().equals(message));
            page.tell(Note.failed(message, page.say("canvas.unkept"), unkept.exitCode())
                    .with(new Note.Action("canvas-elsewhere", this::saveElsewhere)));
            return false;
        }
    }

    private void saveElsewhere() {
        elsewhere.apply(suggested("sfumato")).ifPresent(this::export);
    }

    /// Lets what is not kept yet be kept, as the program ends.
    public void finish() {
        CanvasSession last = session;
        session = null;
        if (last != null) {
            clerk.execute(last::close);
        }
    }

    private void tried(Runnable work) {
        try {
            Roomy.run(work);
        } catch (StudioException failed) {
            window.run(() -> page.tell(Note.of(failed)));
        }
    }
}
