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
/// moved into the range and onto the grid. The arrow keys go a step up or down, with Shift ten. What is no number is
/// marked, and forgotten on leaving.
public final class NumberField extends TextField {
    private static final PseudoClass INVALID = PseudoClass.getPseudoClass("invalid");

    private final DoubleProperty value = new SimpleDoubleProperty();
    private final Range range;

    /// What numbers a field takes.
    ///
    /// @param step the grid, counted from 0, and what the arrow keys add
    /// @param decimals shown after the point
    public record Range(double least, double most, double step, int decimals) {
        /// {@return the whole numbers from `least` to `most`}
        public static Range whole(int least, int most) {
            return new Range(least, most, 1, 0);
        }

        /// {@return the allowed number next to `number`}
        public double nearest(double number) {
            BigDecimal grid = BigDecimal.valueOf(decimals == 0 ? step : Math.pow(10, -decimals));
            double rounded = BigDecimal.valueOf(Math.clamp(number, least, most))
                    .divide(grid, 0, RoundingMode.HALF_UP)
                    .multiply(grid)
                    .doubleValue();
            return Math.clamp(rounded, least, most);
        }

        /// {@return the number in `text`, wherever it lies; a comma may stand for the point}
        public Optional<Double> read(String text) {
            String plain = text.strip().replace(',', '.');
            return plain.matches("[+-]?(\\d{1,9}(\\.\\d{0,9})?|\\.\\d{1,9})")
                    ? Optional.of(Double.parseDouble(plain))
                    : Optional.empty();
        }

        /// {@return `number` as it is shown}
        public String show(double number) {
            return BigDecimal.valueOf(number)
                    .setScale(decimals, RoundingMode.HALF_UP)
                    .toPlainString();
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
        set(value.get() + steps * range.step());
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
        range.read(getText()).ifPresent(this::set);
        setText(range.show(value.get()));
    }

    private void set(double number) {
        value.set(range.nearest(number));
    }
}
