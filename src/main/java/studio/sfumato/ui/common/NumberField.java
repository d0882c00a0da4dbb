package studio.sfumato.ui.common;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.css.PseudoClass;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;

/// A field for a number. What is typed counts at once where it can be, else when Enter is pressed or the field is left,
/// moved into the range and, of whole numbers, onto the grid. The arrow keys go a step up or down, with Shift ten. What
/// is no number is marked, and forgotten on leaving. A number that is set is shown in full and never rounded.
public final class NumberField extends TextField {
    private static final PseudoClass INVALID = PseudoClass.getPseudoClass("invalid");

    private final DoubleProperty value = new SimpleDoubleProperty();
    private final Range range;

    /// What numbers a field takes.
    ///
    /// @param step what the arrow keys add, and of whole numbers the grid, counted from 0
    /// @param decimals shown after the point at least; 0 for whole numbers
    public record Range(double least, double most, double step, int decimals) {
        /// {@return the whole numbers from `least` to `most`}
        public static Range whole(int least, int most) {
            return new Range(least, most, 1, 0);
        }

        /// {@return the allowed number next to `number`}
        public double nearest(double number) {
            double within = Math.clamp(number, least, most);
            return decimals > 0 ? within : Math.clamp(Math.round(within / step) * step, least, most);
        }

        /// {@return the number in `text`, wherever it lies; a comma may stand for the point}
        public Optional<Double> read(String text) {
            String plain = text.strip().replace(',', '.');
            return plain.matches("[+-]?(\\d{1,10}(\\.\\d{0,40})?|\\.\\d{1,40})")
                    ? Optional.of(Double.parseDouble(plain))
                    : Optional.empty();
        }

        /// {@return `number` as it is shown}
        public String show(double number) {
            BigDecimal exact = BigDecimal.valueOf(number).stripTrailingZeros();
            return exact.setScale(Math.max(decimals, exact.scale()), RoundingMode.UNNECESSARY)
                    .toPlainString();
        }

        /// {@return the number `steps` steps from `number`}
        double stepped(double number, int steps) {
            return nearest(BigDecimal.valueOf(number)
                    .add(BigDecimal.valueOf(step).multiply(BigDecimal.valueOf(steps)))
                    .doubleValue());
        }
    }

    /// A field that takes the numbers of `range`.
    public NumberField(Range range) {
        this.range = range;
        getStyleClass().add("number-field");
        value.subscribe(number -> {
            if (range.read(getText())
                    .filter(typed -> typed == number.doubleValue())
                    .isEmpty()) {
                setText(range.show(number.doubleValue()));
            }
        });
        textProperty().subscribe(this::typed);
        focusedProperty().subscribe(focused -> {
            if (!focused) {
                commit();
            }
        });
        setOnAction(_ -> commit());
        addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    }

    /// {@return the number}
    public DoubleProperty valueProperty() {
        return value;
    }

    /// Goes `steps` up, or down when negative.
    public void step(int steps) {
        commit();
        value.set(range.stepped(value.get(), steps));
    }

    private void typed(String text) {
        Optional<Double> number = range.read(text);
        pseudoClassStateChanged(INVALID, number.isEmpty());
        number.filter(fits -> fits == range.nearest(fits)).ifPresent(value::set);
    }

    private void key(KeyEvent key) {
        if (key.isControlDown() || key.isAltDown() || key.isMetaDown()) {
            return;
        }
        switch (key.getCode()) {
            case UP -> step(key.isShiftDown() ? 10 : 1);
            case DOWN -> step(key.isShiftDown() ? -10 : -1);
            default -> {
                return;
            }
        }
        key.consume();
    }

    private void commit() {
        range.read(getText()).filter(typed -> typed != value.get()).ifPresent(typed -> value.set(range.nearest(typed)));
        setText(range.show(value.get()));
    }
}
