package studio.sfumato.ui.canvas;

import java.util.List;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;
import studio.sfumato.canvas.Area;

/// How far a picture is to go on beyond each of its edges, in pixels of the document.
public final class ExtendModel {
    /// The farthest.
    public static final int MOST = 2048;

    /// Sides are multiples of this.
    public static final int GRID = 8;

    private final IntegerProperty left = new SimpleIntegerProperty(0);
    private final IntegerProperty right = new SimpleIntegerProperty(0);
    private final IntegerProperty top = new SimpleIntegerProperty(0);
    private final IntegerProperty bottom = new SimpleIntegerProperty(0);

    ExtendModel() {}

    /// {@return how far to the left}
    public IntegerProperty leftProperty() {
        return left;
    }

    /// {@return how far to the right}
    public IntegerProperty rightProperty() {
        return right;
    }

    /// {@return how far upwards}
    public IntegerProperty topProperty() {
        return top;
    }

    /// {@return how far downwards}
    public IntegerProperty bottomProperty() {
        return bottom;
    }

    /// {@return whether any side is to go on}
    boolean any() {
        return left.get() + right.get() + top.get() + bottom.get() > 0;
    }

    /// {@return the extended document, in the pixels of the one that is `width`×`height`}
    Area around(int width, int height) {
        return new Area(-left.get(), -top.get(), left.get() + width + right.get(), top.get() + height + bottom.get());
    }

    /// Extends nothing.
    void clear() {
        List.of(left, right, top, bottom).forEach(each -> each.set(0));
    }

    /// Runs `heard` whenever a side is another.
    void changed(Runnable heard) {
        List.of(left, right, top, bottom).forEach(each -> each.subscribe((_, _) -> heard.run()));
    }
}
