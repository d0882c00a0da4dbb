package studio.sfumato.ui.canvas.tool;

import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;

/// Which tool is held and how it is set.
public final class ToolModel {
    /// The largest brush, across, in pixels of the document.
    public static final double LARGEST = 1000;

    /// The farthest a mask is grown, shrunk or feathered at once.
    public static final int FARTHEST = 200;

    private static final double STEP = 1.15;
    private static final double HARDER = 0.05;
    private static final double USUAL_SIZE = 48;
    private static final double USUAL_HARDNESS = 0.7;
    private static final int ORANGE = 0xE0A458;

    private final ObjectProperty<ToolKind> kind = new SimpleObjectProperty<>(ToolKind.BRUSH);
    private final DoubleProperty size = new SimpleDoubleProperty(USUAL_SIZE);
    private final DoubleProperty hardness = new SimpleDoubleProperty(USUAL_HARDNESS);
    private final DoubleProperty flow = new SimpleDoubleProperty(1);
    private final IntegerProperty colour = new SimpleIntegerProperty(ORANGE);
    private final DoubleProperty tolerance = new SimpleDoubleProperty(24);
    private final IntegerProperty reach = new SimpleIntegerProperty(8);
    private final DoubleProperty pixel = new SimpleDoubleProperty(1);
    private final ObjectProperty<Outline> outline = new SimpleObjectProperty<>(Outline.NONE);

    /// {@return the tool that is held}
    public ObjectProperty<ToolKind> kindProperty() {
        return kind;
    }

    /// {@return how large the brush is across, in pixels of the document, 1…[#LARGEST]}
    public DoubleProperty sizeProperty() {
        return size;
    }

    /// {@return how much of the brush has its full strength, 0…1}
    public DoubleProperty hardnessProperty() {
        return hardness;
    }

    /// {@return how strong the brush is, 0…1}
    public DoubleProperty flowProperty() {
        return flow;
    }

    /// {@return what one paints with, 0xRRGGBB}
    public IntegerProperty colourProperty() {
        return colour;
    }

    /// {@return how far colours may differ and count as one, 0…255}
    public DoubleProperty toleranceProperty() {
        return tolerance;
    }

    /// {@return how many pixels masks are grown, shrunk and feathered by}
    public IntegerProperty reachProperty() {
        return reach;
    }

    /// {@return how many of the document's pixels one of the view has}
    public DoubleProperty pixelProperty() {
        return pixel;
    }

    /// {@return the shape being drawn}
    public ObjectProperty<Outline> outlineProperty() {
        return outline;
    }

    /// Makes the brush larger by so many steps, or smaller.
    public void larger(int steps) {
        double next = size.get() * Math.pow(STEP, steps);
        if (Math.rint(next) == Math.rint(size.get())) {
            next = size.get() + Integer.signum(steps);
        }
        resize(next);
    }

    /// Makes the brush so large, as far as that can be.
    public void resize(double wanted) {
        size.set(Math.clamp(Math.rint(wanted), 1, LARGEST));
    }

    /// Makes the brush harder by so many steps, or softer.
    public void harder(int steps) {
        harden(hardness.get() + steps * HARDER);
    }

    /// Makes the brush so hard, as far as that can be.
    public void harden(double wanted) {
        hardness.set(Math.clamp(Math.rint(wanted / 0.01) * 0.01, 0, 1));
    }
}
