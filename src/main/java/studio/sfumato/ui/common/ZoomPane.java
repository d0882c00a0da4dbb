package studio.sfumato.ui.common;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Cursor;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.Raster;

/// A picture that is zoomed with the wheel, moved by dragging and fitted or shown pixel for pixel by double
/// clicks. To see whether it repeats without a seam it is laid side by side: the same pixels, drawn three times in
/// each direction in which its edges meet.
public final class ZoomPane extends Region {
    private static final double STEP = 1.25;
    private static final double SHARP = 3;
    private static final int TIMES = 3;
    private static final Zoom NONE = new Zoom(1, 0, 0, true);

    private final ImageView[][] views = new ImageView[TIMES][TIMES];
    private final ObjectProperty<@Nullable Raster> raster = new SimpleObjectProperty<>(null);
    private final ObjectProperty<Wrap> tiling = new SimpleObjectProperty<>(Wrap.NONE);
    private final BooleanProperty repeated = new SimpleBooleanProperty(false);
    private final ReadOnlyObjectWrapper<Zoom> zoom = new ReadOnlyObjectWrapper<>(NONE);
    private double lastX;
    private double lastY;

    /// A room with nothing in it yet.
    public ZoomPane() {
        getStyleClass().add("zoom-pane");
        setMinSize(0, 0);
        for (ImageView[] row : views) {
            for (int i = 0; i < TIMES; i++) {
                row[i] = new ImageView();
                row[i].setManaged(false);
                getChildren().add(row[i]);
            }
        }
        Rectangle bounds = new Rectangle();
        bounds.widthProperty().bind(widthProperty());
        bounds.heightProperty().bind(heightProperty());
        setClip(bounds);
        raster.subscribe((before, now) -> show(before, now));
        zoom.subscribe(_ -> requestLayout());
        tiling.subscribe((_, _) -> repeat());
        repeated.subscribe((_, _) -> repeat());
        addEventHandler(ScrollEvent.SCROLL, this::scrolled);
        addEventHandler(MouseEvent.MOUSE_PRESSED, press -> {
            lastX = press.getX();
            lastY = press.getY();
        });
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::dragged);
        addEventHandler(MouseEvent.MOUSE_CLICKED, click -> {
            if (click.getButton() == MouseButton.PRIMARY && click.getClickCount() == 2 && click.isStillSincePress()) {
                toggle(click.getX(), click.getY());
            }
        });
    }

    /// {@return the picture, `null` for none}
    public ObjectProperty<@Nullable Raster> rasterProperty() {
        return raster;
    }

    /// {@return which edges of the picture meet; where none do, it is repeated in both directions all the same}
    public ObjectProperty<Wrap> tilingProperty() {
        return tiling;
    }

    /// {@return whether it is laid side by side}
    public BooleanProperty repeatedProperty() {
        return repeated;
    }

    private Wrap wrap() {
        return repeated.get() ? tiling.get().orBoth() : Wrap.NONE;
    }

    private void repeat() {
        fit();
        requestLayout();
    }

    /// {@return how it lies}
    public ReadOnlyObjectProperty<Zoom> zoomProperty() {
        return zoom.getReadOnlyProperty();
    }

    /// Lies as another does: pictures that are compared move together.
    public void lie(Zoom as) {
        if (raster.get() != null) {
            zoom.set(as);
        }
    }

    /// Shows all of it.
    public void fit() {
        if (raster.get() != null) {
            zoom.set(Zoom.fit(room()));
        }
    }

    /// Shows it pixel for pixel, or all of it where it already is so.
    public void toggle() {
        toggle(getWidth() / 2, getHeight() / 2);
    }

    private void toggle(double x, double y) {
        if (raster.get() == null) {
            return;
        }
        zoom.set(zoom.get().scale() == 1 ? Zoom.fit(room()) : zoom.get().at(1, x, y, room()));
    }

    /// Zooms in, or out where `steps` is negative.
    public void zoom(int steps) {
        zoom(Math.pow(STEP, steps), getWidth() / 2, getHeight() / 2);
    }

    private void zoom(double factor, double x, double y) {
        if (raster.get() != null) {
            zoom.set(zoom.get().at(zoom.get().scale() * factor, x, y, room()));
        }
    }

    private void scrolled(ScrollEvent wheel) {
        if (wheel.getDeltaY() != 0) {
            zoom(Math.pow(STEP, Math.clamp(wheel.getDeltaY() / 40, -2, 2)), wheel.getX(), wheel.getY());
        }
        wheel.consume();
    }

    private void dragged(MouseEvent drag) {
        if (raster.get() != null && drag.getButton() == MouseButton.PRIMARY && movable()) {
            zoom.set(zoom.get().moved(drag.getX() - lastX, drag.getY() - lastY, room()));
        }
        lastX = drag.getX();
        lastY = drag.getY();
    }

    /// {@return whether the picture is larger than its room, so that dragging moves it}
    public boolean movable() {
        Zoom.Room room = room();
        return room.pictureWidth() * zoom.get().scale() > room.width() + 1
                || room.pictureHeight() * zoom.get().scale() > room.height() + 1;
    }

    private Zoom.Room room() {
        Raster now = raster.get();
        return new Zoom.Room(
                Math.max(1, getWidth()),
                Math.max(1, getHeight()),
                now == null ? 1 : now.width() * (wrap().across() ? TIMES : 1),
                now == null ? 1 : now.height() * (wrap().down() ? TIMES : 1));
    }

    private void show(@Nullable Raster before, @Nullable Raster now) {
        Image image = now == null ? null : Pixels.image(now, views[0][0].getImage());
        for (ImageView[] row : views) {
            for (ImageView each : row) {
                each.setImage(image);
            }
        }
        boolean same =
                before != null && now != null && before.width() == now.width() && before.height() == now.height();
        if (now != null && !same) {
            zoom.set(Zoom.fit(room()));
        }
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        Raster now = raster.get();
        if (now == null) {
            return;
        }
        Zoom here = zoom.get().in(room());
        if (!here.equals(zoom.get())) {
            zoom.set(here);
        }
        for (int row = 0; row < TIMES; row++) {
            for (int column = 0; column < TIMES; column++) {
                place(views[row][column], now, here, column, row);
            }
        }
        setCursor(movable() ? Cursor.OPEN_HAND : Cursor.DEFAULT);
    }

    /// Its edges lie on whole pixels, where the next one begins: no line is seen between them.
    private void place(ImageView view, Raster picture, Zoom here, int column, int row) {
        boolean shown = (column == 0 || wrap().across()) && (row == 0 || wrap().down());
        view.setVisible(shown);
        if (shown) {
            double width = picture.width() * here.scale();
            double height = picture.height() * here.scale();
            boolean alone = wrap() == Wrap.NONE;
            double left = alone ? here.x() : Math.rint(here.x() + column * width);
            double top = alone ? here.y() : Math.rint(here.y() + row * height);
            view.setSmooth(here.scale() < SHARP);
            view.setFitWidth(alone ? width : Math.rint(here.x() + (column + 1) * width) - left);
            view.setFitHeight(alone ? height : Math.rint(here.y() + (row + 1) * height) - top);
            view.relocate(left, top);
        }
    }
}
