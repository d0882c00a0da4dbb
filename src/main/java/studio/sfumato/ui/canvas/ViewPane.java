package studio.sfumato.ui.canvas;

import java.util.HashMap;
import java.util.Map;
import javafx.scene.AccessibleRole;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;
import javafx.stage.Screen;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.CanvasChange;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.graph.Wrap;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;

/// Shows the document. What changed is drawn anew with the next frame, and no more than that, into the pixels of
/// the view themselves: that takes the same time however the window is drawn.
final class ViewPane extends Region {
    private static final int TILES = 512; // 128 MB at most

    private final CanvasModel model;
    private @Nullable Tiles tiles;
    private @Nullable ViewScreen screen;
    private final Map<Place, ViewTile> squares = new HashMap<>();
    private double density = 1;
    private double scale = 1;
    private boolean all = true;
    private Area stale = Area.NONE;

    /// Where a square is, from the document's corner.
    private record Place(int column, int row) {}

    ViewPane(CanvasModel model, Messages words) {
        this.model = model;
        setId("canvas");
        getStyleClass().add("canvas-view");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(words.text("canvas.name"));
        setMinSize(0, 0);
        Rectangle bounds = new Rectangle();
        bounds.widthProperty().bind(widthProperty());
        bounds.heightProperty().bind(heightProperty());
        setClip(bounds);
        Follow.value(this, model.page().documentProperty(), this::show);
        Follow.changes(this, model.sightProperty(), this::requestLayout);
        Follow.changes(this, model.repeatedProperty(), this::redraw);
        Follow.keep(this, model.page().watch(this::changed));
        widthProperty().subscribe(_ -> sized());
        heightProperty().subscribe(_ -> sized());
    }

    private void sized() {
        model.view(getWidth(), getHeight());
        requestLayout();
    }

    private void show(@Nullable CanvasDocument document) {
        if (document == null) {
            tiles = null;
            screen = null;
        } else {
            Tiles made = new Tiles(source(document), TILES);
            tiles = made;
            screen = new ViewScreen(made);
        }
        redraw();
    }

    private static Tiles.Source source(CanvasDocument document) {
        return new Tiles.Source() {
            @Override
            public int width() {
                return document.width();
            }

            @Override
            public int height() {
                return document.height();
            }

            @Override
            public void compose(int x, int y, int width, int height, int[] into, int stride) {
                document.compose(new Area(x, y, width, height), into, stride);
            }
        };
    }

    private void changed(CanvasChange change) {
        if (tiles == null) {
            return;
        }
        if (change.size()) {
            tiles.clear();
            redraw();
        } else if (!change.dirty().isEmpty()) {
            Area dirty = change.dirty();
            tiles.spoil(dirty.x(), dirty.y(), dirty.width(), dirty.height());
            stale = stale.union(dirty);
            requestLayout();
        }
    }

    private void redraw() {
        all = true;
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        if (getWidth() < 1 || getHeight() < 1) {
            return;
        }
        double now = getScene() == null || getScene().getWindow() == null
                ? Screen.getPrimary().getOutputScaleX()
                : getScene().getWindow().getOutputScaleX();
        Sight sight = model.sightProperty().get().times(now);
        if (all || now != density || sight.scale() != scale) {
            squares.clear();
            getChildren().clear();
            density = now;
            scale = sight.scale();
        }
        lay(Math.rint(sight.x()), Math.rint(sight.y()));
        paint(model.wrap());
        all = false;
        stale = Area.NONE;
    }

    /// What is stale is so in every place where the document is seen.
    private void paint(Wrap wrap) {
        ViewScreen on = screen;
        if (on == null || tiles == null || wrap == Wrap.NONE) {
            if (on != null) {
                on.repeat(wrap);
            }
            squares.values().forEach(square -> square.paint(on, scale, stale));
            return;
        }
        on.repeat(wrap);
        int across = wrap.across() ? 1 : 0;
        int down = wrap.down() ? 1 : 0;
        for (int row = -down; row <= down; row++) {
            for (int column = -across; column <= across; column++) {
                Area there = stale.isEmpty() ? stale : stale.moved(column * tiles.width(0), row * tiles.height(0));
                squares.values().forEach(square -> square.paint(on, scale, there));
            }
        }
    }

    /// Squares that are still seen stay as they are, wherever they lie now.
    private void lay(double x, double y) {
        int firstColumn = (int) Math.floor(-x / ViewTile.SIDE);
        int lastColumn = (int) Math.floor((getWidth() * density - x) / ViewTile.SIDE);
        int firstRow = (int) Math.floor(-y / ViewTile.SIDE);
        int lastRow = (int) Math.floor((getHeight() * density - y) / ViewTile.SIDE);
        squares.entrySet().removeIf(each -> {
            boolean gone = each.getKey().column < firstColumn
                    || each.getKey().column > lastColumn
                    || each.getKey().row < firstRow
                    || each.getKey().row > lastRow;
            if (gone) {
                getChildren().remove(each.getValue().view());
            }
            return gone;
        });
        for (int row = firstRow; row <= lastRow; row++) {
            for (int column = firstColumn; column <= lastColumn; column++) {
                ViewTile square = squares.get(new Place(column, row));
                if (square == null) {
                    square = new ViewTile(column, row, density);
                    squares.put(new Place(column, row), square);
                    getChildren().add(square.view());
                }
                square.place(x, y, density);
            }
        }
    }
}
