package studio.sfumato.ui.generate;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.ui.common.NumberField;

/// How large a picture will be. With the ratio locked, one side takes the other along.
public final class SizeModel {
    private static final NumberField.Range SIDE = new NumberField.Range(16, ImageSize.LARGEST, 8, 0);

    private final IntegerProperty width = new SimpleIntegerProperty(512);
    private final IntegerProperty height = new SimpleIntegerProperty(512);
    private final BooleanProperty locked = new SimpleBooleanProperty(false);
    private final ObjectProperty<ImageSize> usual = new SimpleObjectProperty<>(new ImageSize(512, 512));
    private final FormField<Number> widthField = FormField.whole("width", width, SIDE);
    private final FormField<Number> heightField = FormField.whole("height", height, SIDE);
    private final FormField<Boolean> lockedField = FormField.flag("lock-ratio", locked);
    private double ratio = 1;
    private boolean moving;

    SizeModel() {
        locked.subscribe(_ -> ratio = (double) width.get() / height.get());
        width.subscribe(side -> drag(height, side.intValue() / ratio));
        height.subscribe(side -> drag(width, side.intValue() * ratio));
    }

    private void drag(IntegerProperty other, double exact) {
        if (locked.get() && !moving) {
            moving = true;
            other.set((int) SIDE.nearest(exact));
            moving = false;
        }
    }

    /// {@return the width in pixels}
    public IntegerProperty widthProperty() {
        return width;
    }

    /// {@return the height in pixels}
    public IntegerProperty heightProperty() {
        return height;
    }

    /// {@return whether both sides keep their ratio}
    public BooleanProperty lockedProperty() {
        return locked;
    }

    /// {@return the size the model was trained at}
    public ObjectProperty<ImageSize> usualProperty() {
        return usual;
    }

    /// {@return the field of the width}
    public FormField<Number> width() {
        return widthField;
    }

    /// {@return the field of the height}
    public FormField<Number> height() {
        return heightField;
    }

    /// {@return whether the ratio is kept, to remember}
    FormField<Boolean> locked() {
        return lockedField;
    }

    /// Takes another shape with as many pixels as the model likes.
    public void choose(Aspect aspect) {
        take(aspect.of(usual.get()));
    }

    /// Turns the picture on its side.
    public void swap() {
        set(height.get(), width.get());
    }

    /// Takes `size` as it is.
    public void take(ImageSize size) {
        set(size.width(), size.height());
    }

    private void set(int newWidth, int newHeight) {
        moving = true;
        width.set(newWidth);
        height.set(newHeight);
        moving = false;
        ratio = (double) newWidth / newHeight;
    }

    /// {@return sizes with about as many pixels as the model likes, the squarest first}
    public List<ImageSize> presets() {
        return Aspect.presets(usual.get());
    }

    void expect(int usualWidth, int usualHeight) {
        usual.set(new ImageSize(usualWidth, usualHeight));
        widthField.usualProperty().set(usualWidth);
        heightField.usualProperty().set(usualHeight);
    }

    /// {@return the size}
    ///
    /// @throws studio.sfumato.error.RequestException if it cannot be
    ImageSize size() {
        return new ImageSize(width.get(), height.get());
    }
}
