package studio.sfumato.ui.common;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Rectangle2D;
import javafx.scene.image.ImageView;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import studio.sfumato.image.Raster;

/// Shows a picture as large as there is room for, smoothly enlarged, with round corners.
public final class RasterView extends Region {
    private static final double ROUND = 16;

    private final ObjectProperty<@Nullable Raster> raster = new SimpleObjectProperty<>(null);
    private final ImageView view = new ImageView();
    private final Rectangle corners = new Rectangle();
    private Rectangle2D bounds = Rectangle2D.EMPTY;

    /// A view of nothing yet.
    public RasterView() {
        getStyleClass().add("raster-view");
        view.setSmooth(true);
        view.setManaged(false);
        corners.setArcWidth(ROUND);
        corners.setArcHeight(ROUND);
        view.setClip(corners);
        getChildren().add(view);
        raster.subscribe(this::show);
    }

    /// {@return the picture, `null` for none}
    public ObjectProperty<@Nullable Raster> rasterProperty() {
        return raster;
    }

    /// {@return where in this view the picture is}
    public Rectangle2D pictureBounds() {
        return bounds;
    }

    private void show(@Nullable Raster picture) {
        if (picture == null) {
            view.setImage(null);
            return;
        }
        view.setImage(Pixels.image(picture, view.getImage()));
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        if (view.getImage() == null || getWidth() <= 0 || getHeight() <= 0) {
            return;
        }
        double scale = Math.min(
                getWidth() / view.getImage().getWidth(),
                getHeight() / view.getImage().getHeight());
        double width = Math.max(1, Math.floor(view.getImage().getWidth() * scale));
        double height = Math.max(1, Math.floor(view.getImage().getHeight() * scale));
        bounds = new Rectangle2D(
                Math.floor((getWidth() - width) / 2), Math.floor((getHeight() - height) / 2), width, height);
        view.setFitWidth(width);
        view.setFitHeight(height);
        view.relocate(bounds.getMinX(), bounds.getMinY());
        corners.setWidth(width);
        corners.setHeight(height);
    }
}
