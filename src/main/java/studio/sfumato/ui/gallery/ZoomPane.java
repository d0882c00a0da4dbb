package studio.sfumato.ui.gallery;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Cursor;
import javafx.scene.image.ImageView;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.Pixels;

/// A picture that is zoomed with the wheel, moved by dragging and fitted or shown pixel for pixel by double
/// clicks.
final class ZoomPane extends Region {
    private static final double STEP = 1.25;
    private static final double SHARP = 3;
    private static final Zoom NONE = new Zoom(1, 0, 0, true);

    private final ImageView view = new ImageView();
    private final ObjectProperty<@Nullable Raster> raster = new SimpleObjectProperty<>(null);
    private final ReadOnlyObjectWrapper<Zoom> zoom = new ReadOnlyObjectWrapper<>(NONE);
    private double lastX;
    private double lastY;

    ZoomPane() {
        getStyleClass().add("zoom-pane");
        setMinSize(0, 0);
        view.setManaged(false);
        Rectangle bounds = new Rectangle();
        bounds.widthProperty().bind(widthProperty());
        bounds.heightProperty().bind(heightProperty());
        setClip(bounds);
        getChildren().add(view);
        raster.subscribe((before, now) -> show(before, now));
        zoom.subscribe(_ -> requestLayout());
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
    ObjectProperty<@Nullable Raster> rasterProperty() {
        return raster;
    }

    /// {@return how it lies}
    ReadOnlyObjectProperty<Zoom> zoomProperty() {
        return zoom.getReadOnlyProperty();
    }

    /// Lies as another does: pictures that are compared move together.
    void lie(Zoom as) {
        if (raster.get() != null) {
            zoom.set(as);
        }
    }

    /// Shows all of it.
    void fit() {
        if (raster.get() != null) {
            zoom.set(Zoom.fit(room()));
        }
    }

    /// Shows it pixel for pixel, or all of it where it already is so.
    void toggle() {
        toggle(getWidth() / 2, getHeight() / 2);
    }

    private void toggle(double x, double y) {
        if (raster.get() == null) {
            return;
        }
        zoom.set(zoom.get().scale() == 1 ? Zoom.fit(room()) : zoom.get().at(1, x, y, room()));
    }

    /// Zooms in, or out where `steps` is negative.
    void zoom(int steps) {
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
    boolean movable() {
        Zoom.Room room = room();
        return room.pictureWidth() * zoom.get().scale() > room.width() + 1
                || room.pictureHeight() * zoom.get().scale() > room.height() + 1;
    }

    private Zoom.Room room() {
        Raster now = raster.get();
        return new Zoom.Room(
                Math.max(1, getWidth()),
                Math.max(1, getHeight()),
                now == null ? 1 : now.width(),
                now == null ? 1 : now.height());
    }

    private void show(@Nullable Raster before, @Nullable Raster now) {
        view.setImage(now == null ? null : Pixels.image(now, view.getImage()));
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
        view.setSmooth(here.scale() < SHARP);
        view.setFitWidth(now.width() * here.scale());
        view.setFitHeight(now.height() * here.scale());
        view.relocate(here.x(), here.y());
        setCursor(movable() ? Cursor.OPEN_HAND : Cursor.DEFAULT);
    }
}
