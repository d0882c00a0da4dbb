package studio.sfumato.ui.canvas;

import java.util.Optional;
import javafx.beans.property.IntegerProperty;
import javafx.scene.Cursor;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.CanvasDocument;

/// Draws the edges of the document outwards, while the picture is to go on beyond them.
final class EdgeDrag {
    private static final double NEAR = 8;

    private final CanvasModel model;
    private @Nullable Side held;

    /// An edge, or a corner's two.
    ///
    /// @param across −1 the left edge, 1 the right, 0 neither
    /// @param down −1 the upper edge, 1 the lower, 0 neither
    private record Side(int across, int down) {
        Cursor cursor() {
            if (across == 0) {
                return Cursor.V_RESIZE;
            }
            if (down == 0) {
                return Cursor.H_RESIZE;
            }
            return across == down ? Cursor.NW_RESIZE : Cursor.NE_RESIZE;
        }
    }

    EdgeDrag(CanvasModel model) {
        this.model = model;
    }

    private Optional<Side> at(double x, double y) {
        Optional<CanvasDocument> open = model.page().document().filter(_ -> model.extending());
        if (open.isEmpty()) {
            return Optional.empty();
        }
        Sight sight = model.sightProperty().get();
        Area around = model.ask().extend().around(open.get().width(), open.get().height());
        int across = near(x, sight.viewX(around.x()), sight.viewX(around.right()));
        int down = near(y, sight.viewY(around.y()), sight.viewY(around.bottom()));
        boolean within = x > sight.viewX(around.x()) - NEAR
                && x < sight.viewX(around.right()) + NEAR
                && y > sight.viewY(around.y()) - NEAR
                && y < sight.viewY(around.bottom()) + NEAR;
        return within && (across != 0 || down != 0) ? Optional.of(new Side(across, down)) : Optional.empty();
    }

    private static int near(double at, double low, double high) {
        if (Math.abs(at - low) <= NEAR) {
            return -1;
        }
        return Math.abs(at - high) <= NEAR ? 1 : 0;
    }

    /// {@return what the pointer looks like over an edge; empty where none is}
    Optional<Cursor> cursor(double x, double y) {
        return at(x, y).map(Side::cursor);
    }

    /// {@return whether an edge is held now}
    boolean press(double x, double y) {
        held = at(x, y).orElse(null);
        return held != null;
    }

    /// Draws the held edge to a place of the view.
    void drag(double x, double y) {
        Side side = held;
        Optional<CanvasDocument> open = model.page().document();
        if (side == null || open.isEmpty()) {
            return;
        }
        Sight sight = model.sightProperty().get();
        ExtendModel extend = model.ask().extend();
        double atX = sight.documentX(x);
        double atY = sight.documentY(y);
        draw(
                side.across,
                extend.leftProperty(),
                extend.rightProperty(),
                atX,
                open.get().width());
        draw(
                side.down,
                extend.topProperty(),
                extend.bottomProperty(),
                atY,
                open.get().height());
    }

    private static void draw(int which, IntegerProperty low, IntegerProperty high, double at, int length) {
        if (which < 0) {
            ExtendModel.set(low, -at);
        } else if (which > 0) {
            ExtendModel.set(high, at - length);
        }
    }
}
