package studio.sfumato.ui.shell;

import java.util.List;
import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;
import studio.sfumato.settings.WindowFile;

/// Puts the window where it stood when it was last closed, as far as the screens are still there.
public final class WindowPlace {
    /// As much of the title bar must be on a screen that the window can be dragged.
    private static final double GRIP = 80;

    private final Stage stage;
    private Rectangle2D normal = Rectangle2D.EMPTY;

    /// Follows where `stage` stands.
    public WindowPlace(Stage stage) {
        this.stage = stage;
        Runnable moved = () -> {
            if (!stage.isMaximized() && !stage.isIconified() && stage.getWidth() > 0) {
                normal = new Rectangle2D(stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight());
            }
        };
        stage.xProperty().subscribe(moved);
        stage.yProperty().subscribe(moved);
        stage.widthProperty().subscribe(moved);
        stage.heightProperty().subscribe(moved);
    }

    /// Puts it where `wanted` says, or where that comes nearest.
    public void take(WindowFile.Place wanted) {
        List<Rectangle2D> screens =
                Screen.getScreens().stream().map(Screen::getVisualBounds).toList();
        Rectangle2D fit = fitting(wanted, screens, Screen.getPrimary().getVisualBounds());
        stage.setX(fit.getMinX());
        stage.setY(fit.getMinY());
        stage.setWidth(fit.getWidth());
        stage.setHeight(fit.getHeight());
        stage.setMaximized(wanted.maximised());
    }

    /// {@return where it stands, with `workspace` shown}
    public WindowFile.Place now(String workspace) {
        return new WindowFile.Place(
                normal.getMinX(),
                normal.getMinY(),
                normal.getWidth(),
                normal.getHeight(),
                stage.isMaximized(),
                workspace);
    }

    /// {@return `wanted` where its title bar is on one of `screens`, else the middle of `primary`; no larger than the
    /// screen}
    static Rectangle2D fitting(WindowFile.Place wanted, List<Rectangle2D> screens, Rectangle2D primary) {
        Rectangle2D grip = new Rectangle2D(wanted.x(), wanted.y(), wanted.width(), GRIP / 2);
        for (Rectangle2D screen : screens) {
            double across = Math.min(grip.getMaxX(), screen.getMaxX()) - Math.max(grip.getMinX(), screen.getMinX());
            boolean down = grip.getMinY() >= screen.getMinY() - 1 && grip.getMaxY() <= screen.getMaxY();
            if (across >= GRIP && down) {
                return new Rectangle2D(
                        wanted.x(),
                        wanted.y(),
                        Math.min(wanted.width(), screen.getWidth()),
                        Math.min(wanted.height(), screen.getHeight()));
            }
        }
        double width = Math.min(wanted.width(), primary.getWidth());
        double height = Math.min(wanted.height(), primary.getHeight());
        return new Rectangle2D(
                primary.getMinX() + (primary.getWidth() - width) / 2,
                primary.getMinY() + (primary.getHeight() - height) / 2,
                width,
                height);
    }
}
