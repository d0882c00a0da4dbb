package studio.sfumato.ui.canvas;

import javafx.scene.shape.ClosePath;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import studio.sfumato.ui.canvas.overlay.Contour;

/// Lines around parts of the document. They are made anew when they or the scale are others, and only moved otherwise.
final class ContourPath extends Path {
    private Contour traced = Contour.NONE;
    private double scale;

    ContourPath(String style) {
        getStyleClass().add(style);
        setVisible(false);
    }

    void trace(Contour contour, Sight sight) {
        if (!contour.equals(traced) || sight.scale() != scale) {
            traced = contour;
            scale = sight.scale();
            getElements().clear();
            for (double[] line : contour.lines()) {
                for (int i = 0; i < line.length; i += 2) {
                    double x = line[i] * scale;
                    double y = line[i + 1] * scale;
                    getElements().add(i == 0 ? new MoveTo(x, y) : new LineTo(x, y));
                }
                getElements().add(new ClosePath());
            }
            setVisible(!contour.lines().isEmpty());
        }
        setTranslateX(sight.x());
        setTranslateY(sight.y());
    }
}
