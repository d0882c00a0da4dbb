package studio.sfumato.ui.canvas;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.tile.TileGrid;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.Raster;
import studio.sfumato.job.Upscaling;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.generate.DetailModel;

/// Makes all of the picture larger and paints it over tile by tile, with the words of the canvas, for new detail. What
/// comes of it is a candidate; accepted, it is a canvas of its own.
public final class GrowModel {
    /// What a picture takes while it is made larger: twice before and after as pixels of four bytes, and once looked
    /// at.
    private static final long BYTES = 16;

    private static final int SHIFT = 20;
    private static final int MILLIONS = Raster.MOST_PIXELS / 1_000_000;

    private final PageModel page;
    private final Asking asking;
    private final Atelier atelier;
    private final Executor background;
    private final FxThread window;
    private final BooleanProperty on = new SimpleBooleanProperty(false);
    private final DetailModel how = new DetailModel(SdUpscale.USUAL_SCALE, Upscaling.SHIPPED);
    private final ReadOnlyObjectWrapper<@Nullable Becomes> becomes = new ReadOnlyObjectWrapper<>(null);

    /// What cannot be about a result.
    public enum Trouble {
        /// Nothing.
        NONE,
        /// It has more pixels, or longer sides, than a canvas may have.
        SIZE,
        /// It takes more memory than there is.
        MEMORY
    }

    /// What comes of it.
    ///
    /// @param width in pixels
    /// @param height in pixels
    /// @param tiles how many it is painted in
    /// @param tile how large they are
    /// @param trouble why it cannot be
    /// @param megabytes how much memory it takes
    /// @param room how much there is, in megabytes
    public record Becomes(
            long width, long height, int tiles, ImageSize tile, Trouble trouble, long megabytes, long room) {
        static Becomes of(int width, int height, DetailModel.Wish wish, ImageSize usual, long room) {
            ImageSize tile = wish.tile(usual);
            SdUpscale how = wish.how(tile);
            long wide = how.side(width);
            long high = how.side(height);
            long bytes = wide * high * BYTES;
            boolean large = wide > CanvasState.LONGEST_SIDE
                    || high > CanvasState.LONGEST_SIDE
                    || wide * high > Raster.MOST_PIXELS;
            Trouble trouble = large ? Trouble.SIZE : bytes > room ? Trouble.MEMORY : Trouble.NONE;
            TileGrid grid = TileGrid.of((int) wide, (int) high, tile, how.overlap());
            return new Becomes(wide, high, grid.count(), grid.tile(), trouble, bytes >> SHIFT, room >> SHIFT);
        }

        /// {@return whether it can be made}
        public boolean possible() {
            return trouble == Trouble.NONE;
        }

        /// {@return what it says, by the message of that name and what that is about}
        String says(PageModel page) {
            return switch (trouble) {
                case NONE -> page.say("grow.becomes", width, height, tiles, tile.width(), tile.height());
                case SIZE -> page.say("grow.too-large", width, height, CanvasState.LONGEST_SIDE, MILLIONS);
                case MEMORY -> page.say("grow.no-room", width, height, megabytes, room);
            };
        }
    }

    GrowModel(PageModel page, Asking asking, Atelier atelier, Executor background, FxThread window) {
        this.page = page;
        this.asking = asking;
        this.atelier = atelier;
        this.background = background;
        this.window = window;
        how.changed(this::reckon);
        page.documentProperty().subscribe(_ -> {
            on.set(false);
            reckon();
        });
        page.watch(change -> {
            if (change.size()) {
                reckon();
            }
        });
        on.subscribe((_, now) -> {
            if (now) {
                look();
                reckon();
            }
        });
    }

    /// {@return whether making larger is what the canvas is set to}
    public BooleanProperty onProperty() {
        return on;
    }

    /// {@return how it is done}
    public DetailModel how() {
        return how;
    }

    /// {@return what comes of it; `null` while no document is open}
    public ReadOnlyObjectProperty<@Nullable Becomes> becomesProperty() {
        return becomes.getReadOnlyProperty();
    }

    private void look() {
        background.execute(() -> {
            List<String> found = atelier.upscalers();
            window.run(() -> how.offer(found));
        });
    }

    /// Works out anew what comes of it.
    void reckon() {
        becomes.set(page.document()
                .map(open -> Becomes.of(open.width(), open.height(), how.wish(), atelier.usualSize(), atelier.room()))
                .orElse(null));
    }

    /// Asks for the document as it is now, larger.
    void ask() {
        if (asking.ready().isEmpty()) {
            return;
        }
        page.notes().clear();
        Becomes result = becomes.get();
        if (result != null && !result.possible()) {
            page.tell(Note.failed(result.says(page), page.say("grow.smaller"), 2));
            return;
        }
        DetailModel.Wish wish = how.wish();
        ImageSize tile = wish.tile(atelier.usualSize());
        asking.ask(
                1,
                (written, _, picture) -> written.withNoise(written.noise(), 1, 1)
                        .withTiling(Wrap.NONE)
                        .withSize(tile)
                        .withTask(wish.task(atelier.keep(picture), tile)));
    }

    /// Runs `heard` whenever something is set.
    void changed(Runnable heard) {
        how.changed(heard);
    }

    /// {@return everything as text, by name}
    Map<String, String> texts() {
        return how.texts();
    }

    /// Takes what [#texts] wrote.
    void read(Map<String, String> texts) {
        how.read(texts);
    }
}
