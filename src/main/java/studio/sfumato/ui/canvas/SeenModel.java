package studio.sfumato.ui.canvas;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.canvas.overlay.Contour;
import studio.sfumato.ui.canvas.overlay.Seen;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;

/// What the model will see of the document and how far the mask's edge reaches, worked out in the background after each
/// edit: of several the newest counts.
public final class SeenModel {
    private static final int COARSE = 768;
    private static final double SMOOTH = 0.75;

    private final PageModel page;
    private final RepaintModel repaint;
    private final Atelier atelier;
    private final FxThread window;
    private final Newest looks;
    private final ReadOnlyObjectWrapper<@Nullable Seen> seen = new ReadOnlyObjectWrapper<>(null);
    private final ReadOnlyObjectWrapper<Contour> edge = new ReadOnlyObjectWrapper<>(Contour.NONE);
    private final ReadOnlyObjectWrapper<Contour> selection = new ReadOnlyObjectWrapper<>(Contour.NONE);
    private final ReadOnlyBooleanWrapper exact = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper vain = new ReadOnlyBooleanWrapper(false);

    private record Found(@Nullable Seen seen, Contour edge, Contour selection, boolean exact, boolean vain) {
        static final Found NOTHING = new Found(null, Contour.NONE, Contour.NONE, false, false);
    }

    SeenModel(PageModel page, RepaintModel repaint, Atelier atelier, Executor background, FxThread window) {
        this.page = page;
        this.repaint = repaint;
        this.atelier = atelier;
        looks = new Newest(background);
        this.window = window;
        page.revisionProperty().subscribe((_, _) -> look());
        page.documentProperty().subscribe((_, _) -> look());
        repaint.settled(this::look);
    }

    /// {@return what the model will see; `null` while no document is open}
    public ReadOnlyObjectProperty<@Nullable Seen> seenProperty() {
        return seen.getReadOnlyProperty();
    }

    /// {@return how far the feathered mask reaches}
    public ReadOnlyObjectProperty<Contour> edgeProperty() {
        return edge.getReadOnlyProperty();
    }

    /// {@return what is selected}
    public ReadOnlyObjectProperty<Contour> selectionProperty() {
        return selection.getReadOnlyProperty();
    }

    /// {@return whether every pixel outside the mask's feathered edge will stay as it is}
    public ReadOnlyBooleanProperty exactProperty() {
        return exact.getReadOnlyProperty();
    }

    /// {@return whether there is a mask that leaves nothing to paint, inverted or feathered as it is: then all of the
    /// picture is changed}
    public ReadOnlyBooleanProperty vainProperty() {
        return vain.getReadOnlyProperty();
    }

    /// Looks anew.
    void look() {
        CanvasState state = page.document().map(open -> open.snapshot()).orElse(null);
        if (state == null) {
            looks.drop();
            tell(Found.NOTHING);
            return;
        }
        boolean masked = page.maskedProperty().get();
        Inpainting options = repaint.inpainting();
        ImageSize usual = atelier.usualSize();
        looks.run(newest -> tryOut(newest, state, () -> find(state, masked, options, usual)));
    }

    private void tryOut(BooleanSupplier newest, CanvasState state, Supplier<Found> looking) {
        Runnable then;
        try {
            Found found = Roomy.of(state, looking);
            then = () -> tell(found);
        } catch (NotEnoughMemoryException full) {
            then = () -> {
                tell(Found.NOTHING); // what was seen before is not what is there now
                page.tell(Note.of(full));
            };
        }
        Runnable last = then;
        window.run(() -> {
            if (newest.getAsBoolean()) {
                last.run();
            }
        });
    }

    private void tell(Found found) {
        seen.set(found.seen);
        edge.set(found.edge);
        selection.set(found.selection);
        exact.set(found.exact);
        vain.set(found.vain);
    }

    private static Found find(CanvasState state, boolean masked, Inpainting options, ImageSize usual) {
        Contour selected = state.hasSelection() ? outline(state, state.selection()) : Contour.NONE;
        Optional<Raster> mask = masked ? mask(state) : Optional.empty();
        Optional<Mask> feathered =
                mask.map(each -> Crops.feathered(each, options)).filter(each -> !each.isEmpty());
        if (feathered.isEmpty()) {
            Plan whole = Plan.whole(state.width(), state.height(), usual);
            return new Found(whole.seen(), Contour.NONE, selected, false, masked);
        }
        Plan plan = Plan.masked(feathered.get(), options, usual);
        return new Found(plan.seen(), edge(feathered.get()), selected, true, false);
    }

    private static Contour edge(Mask mask) {
        boolean[] in = new boolean[mask.width() * mask.height()];
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                in[y * mask.width() + x] = mask.at(x, y) != 0;
            }
        }
        return coarse(in, mask.width(), mask.height());
    }

    /// {@return the mask, if anything is in it}
    static Optional<Raster> mask(CanvasState state) {
        Raster mask = new Compositor(state).mask();
        int[] row = new int[mask.width()];
        for (int y = 0; y < mask.height(); y++) {
            mask.copyRow(y, row, 0);
            for (int pixel : row) {
                if ((pixel & 0xFF) != 0) {
                    return Optional.of(mask);
                }
            }
        }
        return Optional.empty();
    }

    private static Contour outline(CanvasState state, studio.sfumato.canvas.Surface surface) {
        Area all = state.area();
        boolean[] in = new boolean[all.width() * all.height()];
        surface.scan(all, (x, y, argb, at, count) -> {
            for (int i = 0; i < count; i++) {
                in[y * all.width() + x + i] = argb[at + i] >>> 24 >= 128;
            }
        });
        return coarse(in, all.width(), all.height());
    }

    /// Large outlines are followed in steps of a few pixels: a view is not larger.
    private static Contour coarse(boolean[] in, int width, int height) {
        int step = Math.max(1, Math.ceilDiv(Math.max(width, height), COARSE));
        if (step == 1) {
            return Contour.of(in, width, height).simpler(SMOOTH);
        }
        int w = Math.ceilDiv(width, step);
        int h = Math.ceilDiv(height, step);
        boolean[] small = new boolean[w * h];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                small[y / step * w + x / step] |= in[y * width + x];
            }
        }
        return Contour.of(small, w, h).simpler(SMOOTH).placed(step, 0, 0);
    }
}
