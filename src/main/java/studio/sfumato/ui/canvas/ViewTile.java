package studio.sfumato.ui.canvas;

import java.nio.IntBuffer;
import java.util.Arrays;
import javafx.geometry.Rectangle2D;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.Area;

/// A square of the view with pixels of its own. The toolkit draws an image anew as a whole when any of its pixels
/// changes,
/// so the view is made of many small ones.
final class ViewTile {
    /// Pixels across and down.
    static final int SIDE = 256;

    private final int[] pixels = new int[SIDE * SIDE];
    private final PixelBuffer<IntBuffer> buffer =
            new PixelBuffer<>(SIDE, SIDE, IntBuffer.wrap(pixels), PixelFormat.getIntArgbPreInstance());
    private final ImageView view = new ImageView(new WritableImage(buffer));
    private final int column;
    private final int row;
    private boolean fresh = true;

    /// @param column its place from the document's left edge, in squares; negative before it
    /// @param row its place from the document's upper edge
    /// @param density how many of its pixels one of the toolkit's has
    ViewTile(int column, int row, double density) {
        this.column = column;
        this.row = row;
        view.setManaged(false);
        view.setSmooth(false);
        if (density != 1) {
            view.setFitWidth(SIDE / density);
            view.setFitHeight(SIDE / density);
        }
    }

    /// {@return what the toolkit shows of it}
    ImageView view() {
        return view;
    }

    /// Puts it where it belongs while the document's corner is at (x, y) of the view, in its pixels.
    void place(double x, double y, double density) {
        view.relocate((x + column * SIDE) / density, (y + row * SIDE) / density);
    }

    /// Draws what is stale; all of it if it is new.
    ///
    /// @param scale pixels for one of the document
    void paint(@Nullable ViewScreen screen, double scale, Area stale) {
        Sight sight = new Sight(scale, -column * SIDE, -row * SIDE);
        int around = 1 + (int) Math.ceil(2 * Math.max(1, scale)); // pixels that are mixed with it
        int left = fresh ? 0 : Math.clamp((long) Math.floor(sight.viewX(stale.x())) - around, 0, SIDE);
        int top = fresh ? 0 : Math.clamp((long) Math.floor(sight.viewY(stale.y())) - around, 0, SIDE);
        int right = fresh ? SIDE : Math.clamp((long) Math.ceil(sight.viewX(stale.right())) + around, 0, SIDE);
        int bottom = fresh ? SIDE : Math.clamp((long) Math.ceil(sight.viewY(stale.bottom())) + around, 0, SIDE);
        if (right <= left || bottom <= top || (!fresh && stale.isEmpty())) {
            return;
        }
        fresh = false;
        if (screen == null) {
            Arrays.fill(pixels, 0);
        } else {
            screen.paint(pixels, SIDE, left, top, right, bottom, sight);
        }
        Rectangle2D painted = new Rectangle2D(left, top, right - left, bottom - top);
        buffer.updateBuffer(_ -> painted);
    }
}
