package studio.sfumato.ui.canvas;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Scaling;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.Printable;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;

/// Gives the canvas a size that is typed: it is cut or extended around a place that stays, or all that is on it is made
/// larger or smaller.
public final class SizeModel {
    /// The places that can stay, row by row from the upper left.
    public static final int ANCHORS = 9;

    private static final int ROW = 3;
    private static final int MIDDLE = 4;
    private static final int GRID = 8;
    private static final int SHIFT = 20;
    private static final int MILLIONS = Raster.MOST_PIXELS / 1_000_000;

    /// What a pixel takes: on the canvas, put together, as it is seen, and on the way to the model.
    private static final long BYTES = 16;

    private static final int LONGEST_SHOWN = 24;
    private static final Logger LOG = LoggerFactory.getLogger(SizeModel.class);

    private final PageModel page;
    private final Atelier atelier;
    private final Executor background;
    private final FxThread window;
    private final StringProperty width = new SimpleStringProperty("");
    private final StringProperty height = new SimpleStringProperty("");
    private final BooleanProperty keep = new SimpleBooleanProperty(true);
    private final IntegerProperty anchor = new SimpleIntegerProperty(MIDDLE);
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyObjectWrapper<Verdict> verdict = new ReadOnlyObjectWrapper<>(new Verdict(false, ""));
    private Way way = Way.FRAME;
    private boolean following;
    private CancellationToken token = CancellationToken.none();

    /// What becomes of what is on the canvas.
    public enum Way {
        /// It stays as it is; the canvas around it is cut or extended.
        FRAME,
        /// It is made larger or smaller with the canvas.
        SCALE
    }

    /// What is said of the size.
    ///
    /// @param possible whether a canvas can have it
    /// @param text what comes of it, or why it cannot be
    public record Verdict(boolean possible, String text) {}

    SizeModel(PageModel page, Atelier atelier, Executor background, FxThread window) {
        this.page = page;
        this.atelier = atelier;
        this.background = background;
        this.window = window;
        width.subscribe((_, _) -> typed(true));
        height.subscribe((_, _) -> typed(false));
        keep.subscribe((_, _) -> typed(true));
        page.documentProperty().subscribe((_, _) -> cancel());
    }

    /// {@return the width in pixels, as it was typed}
    public StringProperty widthProperty() {
        return width;
    }

    /// {@return the height in pixels, as it was typed}
    public StringProperty heightProperty() {
        return height;
    }

    /// {@return whether one side follows the other where all is scaled}
    public BooleanProperty keepProperty() {
        return keep;
    }

    /// {@return which place stays where it is, 0…8 row by row}
    public IntegerProperty anchorProperty() {
        return anchor;
    }

    /// {@return whether all is being scaled now}
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /// {@return what is said of the size}
    public ReadOnlyObjectProperty<Verdict> verdictProperty() {
        return verdict.getReadOnlyProperty();
    }

    /// {@return what becomes of what is on the canvas}
    public Way way() {
        return way;
    }

    /// Begins with the size that the canvas has.
    public void begin(Way wanted) {
        way = wanted;
        page.document().ifPresent(open -> {
            following = true;
            keep.set(true);
            anchor.set(MIDDLE);
            width.set(Integer.toString(open.width()));
            height.set(Integer.toString(open.height()));
            following = false;
            judge();
        });
    }

    private void typed(boolean across) {
        if (following) {
            return;
        }
        if (way == Way.SCALE && keep.get()) {
            following = true;
            page.document().ifPresent(open -> {
                double shape = (double) open.height() / open.width();
                if (across) {
                    side(width).ifPresent(side -> height.set(shown(side * shape)));
                } else {
                    side(height).ifPresent(side -> width.set(shown(side / shape)));
                }
            });
            following = false;
        }
        judge();
    }

    private static String shown(double side) {
        return Long.toString(Math.max(1, Math.round(side)));
    }

    /// {@return the side that is typed, if it is one a canvas can have}
    private static OptionalInt side(StringProperty typed) {
        String text = typed.get().strip();
        int side = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
        return side >= 1 && side <= CanvasState.LONGEST_SIDE ? OptionalInt.of(side) : OptionalInt.empty();
    }

    private void judge() {
        verdict.set(page.document().map(this::judged).orElse(new Verdict(false, "")));
    }

    private Verdict judged(CanvasDocument open) {
        Optional<Verdict> wrong = wrong("size-width", width).or(() -> wrong("size-height", height));
        if (wrong.isPresent()) {
            return wrong.get();
        }
        int wide = side(width).orElseThrow();
        int high = side(height).orElseThrow();
        long pixels = (long) wide * high;
        if (pixels > Raster.MOST_PIXELS) {
            return new Verdict(false, page.say("grow.too-large", wide, high, CanvasState.LONGEST_SIDE, MILLIONS));
        }
        boolean larger = pixels > (long) open.width() * open.height();
        long room = atelier.room();
        if (larger && pixels * BYTES > room) {
            return new Verdict(false, page.say("grow.no-room", wide, high, (pixels * BYTES) >> SHIFT, room >> SHIFT));
        }
        String becomes = page.say("size.becomes", open.width(), open.height(), wide, high);
        boolean even = wide % GRID == 0 && high % GRID == 0;
        return new Verdict(true, even ? becomes : becomes + " " + page.say("size.odd"));
    }

    private Optional<Verdict> wrong(String field, StringProperty typed) {
        if (side(typed).isPresent()) {
            return Optional.empty();
        }
        String text = Printable.of(typed.get().strip());
        String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
        return Optional.of(
                new Verdict(false, page.say("size.wrong", page.say(field + ".name"), CanvasState.LONGEST_SIDE, shown)));
    }

    /// Leaves the canvas as large as it is, if it was about to be scaled.
    ///
    /// @return whether it was
    public boolean cancel() {
        boolean was = busy.get();
        token.cancel();
        busy.set(false);
        return was;
    }

    /// Gives the canvas that size, in one step of undo.
    ///
    /// @return whether it has it, or is being scaled to it
    public boolean apply() {
        judge();
        Optional<CanvasDocument> there = page.document();
        if (!verdict.get().possible()
                || busy.get()
                || there.isEmpty()
                || there.get().isBusy()) {
            return false;
        }
        CanvasDocument open = there.get();
        int wide = side(width).orElseThrow();
        int high = side(height).orElseThrow();
        if (wide == open.width() && high == open.height()) {
            return true;
        }
        if (way == Way.SCALE) {
            scale(open, wide, high);
            return true;
        }
        int right = wide - open.width();
        int down = high - open.height();
        int left = right * (anchor.get() % ROW) / 2; // towards 0: back again is where it was
        int top = down * (anchor.get() / ROW) / 2;
        return page.edit(document -> document.resize(left, top, right - left, down - top));
    }

    private void scale(CanvasDocument document, int wide, int high) {
        CanvasState before = document.snapshot();
        CancellationToken mine = new CancellationToken();
        token = mine;
        busy.set(true);
        background.execute(() -> {
            try {
                CanvasState after = Roomy.of(wide, high, () -> new Scaling(before, wide, high).scaled(mine));
                ended(mine, () -> lay(document, before, after));
            } catch (CancelledException wished) {
                LOG.debug("the canvas stays as large as it is", wished);
            } catch (StudioException failed) {
                ended(mine, () -> page.tell(Note.of(failed)));
            }
        });
    }

    private void ended(CancellationToken mine, Runnable then) {
        window.run(() -> {
            if (!mine.isCancelled()) {
                then.run();
                busy.set(false);
            }
        });
    }

    private void lay(CanvasDocument document, CanvasState before, CanvasState after) {
        if (!document.snapshot().equals(before) || !page.edit(open -> open.scale(after))) {
            page.tell(Note.notice(page.say("size.changed")));
        }
    }
}
