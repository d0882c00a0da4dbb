package studio.sfumato.ui.canvas;

import java.nio.IntBuffer;
import java.util.Arrays;
import javafx.geometry.Rectangle2D;
import javafx.scene.AccessibleRole;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;
import javafx.stage.Screen;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.CanvasChange;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;

/// Shows the document. What changed is drawn anew with the next frame, and no more than that, into the pixels of the
/// view themselves: that takes the same time however the window is drawn.
final class ViewPane extends Region {
    private static final int TILES = 512; // 128 MB at most

    private final CanvasModel model;
    private final ImageView view = new ImageView();
    private @Nullable Tiles tiles;
    private @Nullable ViewScreen screen;
    private int[] pixels = new int[1];
    private @Nullable PixelBuffer<IntBuffer> buffer;
    private int wide;
    private int high;
    private double density = 1;
    private boolean all = true;
    private Area stale = Area.NONE;

    ViewPane(CanvasModel model, Messages words) {
        this.model = model;
        setId("canvas");
        getStyleClass().add("canvas-view");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(words.text("canvas.name"));
        setMinSize(0, 0);
        view.setManaged(false);
        Rectangle bounds = new Rectangle();
        bounds.widthProperty().bind(widthProperty());
        bounds.heightProperty().bind(heightProperty());
        setClip(bounds);
        getChildren().add(view);
        Follow.value(this, model.page().documentProperty(), this::show);
        Follow.changes(this, model.sightProperty(), this::redraw);
        Follow.keep(this, model.page().watch(this::changed));
        widthProperty().subscribe(_ -> sized());
        heightProperty().subscribe(_ -> sized());
    }

    private void sized() {
        model.view(getWidth(), getHeight());
        redraw();
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
        int w = (int) Math.ceil(getWidth() * now);
        int h = (int) Math.ceil(getHeight() * now);
        if (buffer == null || w != wide || h != high || now != density) {
            wide = w;
            high = h;
            density = now;
            pixels = new int[w * h];
            buffer = new PixelBuffer<>(w, h, IntBuffer.wrap(pixels), PixelFormat.getIntArgbPreInstance());
            view.setImage(new WritableImage(buffer));
            view.setFitWidth(w / now);
            view.setFitHeight(h / now);
            all = true;
        }
        paint();
    }

    private void paint() {
        PixelBuffer<IntBuffer> target = buffer;
        if (target == null || (!all && stale.isEmpty())) {
            return;
        }
        Sight sight = model.sightProperty().get().times(density);
        int x0 = 0;
        int y0 = 0;
        int x1 = wide;
        int y1 = high;
        if (!all) {
            int around = 1 + (int) Math.ceil(2 * Math.max(1, sight.scale())); // pixels that are mixed with it
            x0 = Math.clamp((long) Math.floor(sight.viewX(stale.x())) - around, 0, wide);
            y0 = Math.clamp((long) Math.floor(sight.viewY(stale.y())) - around, 0, high);
            x1 = Math.clamp((long) Math.ceil(sight.viewX(stale.right())) + around, 0, wide);
            y1 = Math.clamp((long) Math.ceil(sight.viewY(stale.bottom())) + around, 0, high);
        }
        if (x1 > x0 && y1 > y0) {
            if (screen == null) {
                Arrays.fill(pixels, 0);
            } else {
                screen.paint(pixels, wide, x0, y0, x1, y1, sight);
            }
            Rectangle2D painted = new Rectangle2D(x0, y0, x1 - x0, y1 - y0);
            target.updateBuffer(_ -> painted);
        }
        all = false;
        stale = Area.NONE;
    }
}
