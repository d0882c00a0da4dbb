package studio.sfumato.ui.canvas;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Surface;
import studio.sfumato.canvas.select.Combine;
import studio.sfumato.diffusion.inpaint.Outpaint;
import studio.sfumato.diffusion.inpaint.OutpaintFill;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.generate.FormField;

/// Lets a picture go on beyond its edges: the document becomes larger, a layer with colours to begin with fills the new
/// space, and the mask covers it. What is there stays.
public final class ExtendModel {
    /// The farthest a side goes on at once, in pixels of the document.
    public static final int MOST = 2048;

    /// Sides are multiples of this.
    public static final int GRID = 8;

    private static final int OVERLAP = 24;
    private static final int SHARE = 4;
    private static final int WHITE = 0xFFFFFF;
    private static final int PERCENT = 100;
    private static final Logger LOG = LoggerFactory.getLogger(ExtendModel.class);

    private final PageModel page;
    private final Executor background;
    private final FxThread window;
    private final RandomGenerator chance;
    private final ObjectProperty<OutpaintFill> fill = new SimpleObjectProperty<>(OutpaintFill.EDGE);
    private final FormField<OutpaintFill> fillField =
            FormField.choice("extend-fill", fill, List.of(OutpaintFill.values()), OutpaintFill::label);
    private final IntegerProperty left = new SimpleIntegerProperty(0);
    private final IntegerProperty right = new SimpleIntegerProperty(0);
    private final IntegerProperty top = new SimpleIntegerProperty(0);
    private final IntegerProperty bottom = new SimpleIntegerProperty(0);

    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(0);
    private CancellationToken token = CancellationToken.none();

    /// What is beyond the document's edges, and the mask of that.
    private record Longer(Outpaint sides, Surface around, Surface covered) {}

    /// @param chance makes the noise to begin with
    ExtendModel(PageModel page, Executor background, FxThread window, RandomGenerator chance) {
        this.page = page;
        this.background = background;
        this.window = window;
        this.chance = chance;
        page.documentProperty().subscribe((_, _) -> {
            cancel();
            clear();
        });
    }

    /// {@return how far to the left}
    public IntegerProperty leftProperty() {
        return left;
    }

    /// {@return how far to the right}
    public IntegerProperty rightProperty() {
        return right;
    }

    /// {@return how far upwards}
    public IntegerProperty topProperty() {
        return top;
    }

    /// {@return how far downwards}
    public IntegerProperty bottomProperty() {
        return bottom;
    }

    /// {@return what the new space begins with}
    public FormField<OutpaintFill> fill() {
        return fillField;
    }

    /// {@return whether the new space is being filled}
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /// {@return how far that is, 0…1}
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /// Leaves the document as it is, if it was about to be made larger.
    ///
    /// @return whether it was
    public boolean cancel() {
        boolean was = busy.get();
        token.cancel();
        busy.set(false);
        return was;
    }

    /// {@return the sides, clockwise from the left}
    List<IntegerProperty> sides() {
        return List.of(left, top, right, bottom);
    }

    /// {@return whether any side is to go on}
    boolean any() {
        return sides().stream().anyMatch(side -> side.get() > 0);
    }

    /// {@return the extended document, in the pixels of the one that is `width`×`height`}
    Area around(int width, int height) {
        return new Area(-left.get(), -top.get(), left.get() + width + right.get(), top.get() + height + bottom.get());
    }

    /// Lets a side go on so far.
    static void set(IntegerProperty side, double pixels) {
        side.set(Math.clamp(Math.round(pixels / GRID) * GRID, 0, MOST));
    }

    private void clear() {
        sides().forEach(each -> each.set(0));
    }

    /// Makes the document larger and masks what is new; then runs `next`.
    void extend(Runnable next) {
        if (!any() || busy.get() || page.document().isEmpty()) {
            return;
        }
        CanvasDocument document = page.document().orElseThrow();
        CanvasState before = document.snapshot();
        CancellationToken mine = new CancellationToken();
        token = mine;
        progress.set(0);
        busy.set(true);
        AtomicLong told = new AtomicLong();
        int toLeft = left.get();
        int upwards = top.get();
        int toRight = right.get();
        int downwards = bottom.get();
        Area all = around(before.width(), before.height());
        long seed = chance.nextLong();
        OutpaintFill begins = fill.get();
        background.execute(() -> {
            Runnable then = () -> busy.set(false); // what nobody foresaw is thrown on
            try {
                Outpaint sides = new Outpaint(toLeft, upwards, toRight, downwards);
                Longer longer = Roomy.of(all.width(), all.height(), () -> {
                    Raster picture = Framing.on(new Compositor(before).flattened(), WHITE);
                    int overlap = Math.min(OVERLAP, Math.min(picture.width(), picture.height()) / SHARE);
                    Outpaint.Extended made = sides.of(picture, overlap, seed, begins, mine, share -> {
                        long percent = (long) (PERCENT * share);
                        if (told.getAndSet(percent) != percent) {
                            ended(mine, () -> progress.set(share));
                        }
                    });
                    Area old = new Area(sides.left(), sides.top(), picture.width(), picture.height());
                    return new Longer(sides, around(made.picture(), old), covered(made.mask()));
                });
                then = () -> {
                    busy.set(false);
                    if (lay(document, before, longer)) {
                        next.run();
                    }
                };
            } catch (CancelledException wished) {
                LOG.debug("the canvas stays as large as it is", wished);
            } catch (StudioException failed) {
                then = () -> {
                    busy.set(false);
                    page.tell(Note.of(failed));
                };
            } finally {
                ended(mine, then);
            }
        });
    }

    /// Does something in the window, unless it was cancelled until then.
    private void ended(CancellationToken mine, Runnable then) {
        window.run(() -> {
            if (!mine.isCancelled()) {
                then.run();
            }
        });
    }

    /// {@return what of a picture is outside `old`}
    private static Surface around(Raster picture, Area old) {
        int[] argb = picture.toArgb();
        for (int y = old.y(); y < old.bottom(); y++) {
            Arrays.fill(argb, y * picture.width() + old.x(), y * picture.width() + old.right(), 0);
        }
        return Surface.of(Raster.translucent(picture.width(), picture.height(), argb), 0, 0);
    }

    private static Surface covered(Raster mask) {
        int[] argb = mask.toArgb();
        for (int i = 0; i < argb.length; i++) {
            argb[i] = argb[i] << 24;
        }
        return Surface.of(Raster.translucent(mask.width(), mask.height(), argb), 0, 0);
    }

    private boolean lay(CanvasDocument document, CanvasState before, Longer longer) {
        boolean same = page.document()
                .filter(open -> open == document)
                .filter(open -> open.width() == before.width() && open.height() == before.height())
                .isPresent();
        boolean done = same && page.edit(open -> grow(open, longer.sides, longer.around));
        if (done) {
            clear();
            int mask = page.maskOrNew();
            page.edit(open -> open.mask(mask).combine(longer.covered, Combine.REPLACE));
            page.chosenProperty().set(mask);
        }
        return done;
    }

    private void grow(CanvasDocument open, Outpaint sides, Surface around) {
        open.resize(sides.left(), sides.top(), sides.right(), sides.bottom());
        open.addLayer(LayerKind.PICTURE, LayersModel.free(open, page.name("extension")), around);
    }
}
