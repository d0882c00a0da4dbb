package studio.sfumato.ui.models;

import javafx.beans.property.DoubleProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.weights.merge.MergeMethod;

/// An amount by its name: a slider, and a field for who knows the number.
final class AmountRow extends HBox {
    private static final double STEP = 0.05;
    private static final double MOST = 2;
    private static final int DECIMALS = 2;
    private static final double HUNDRED = 100;

    private final Slider slider = new Slider(0, 1, 0);

    /// @param id the slider's id; the field's is followed by `-value`
    AmountRow(String id, String name, String tip, DoubleProperty amount, ObservableValue<MergeMethod> method) {
        getStyleClass().add("amount");
        Label says = new Label(name);
        says.getStyleClass().add("field-name");
        says.setMinWidth(USE_PREF_SIZE);
        says.setLabelFor(slider);
        slider.setId(id);
        slider.setBlockIncrement(STEP);
        slider.setAccessibleText(name);
        slider.setTooltip(new Tooltip(tip));
        HBox.setHgrow(slider, Priority.ALWAYS);
        NumberField number = new NumberField(new NumberField.Range(0, MOST, STEP, DECIMALS));
        number.setId(id + "-value");
        number.setAccessibleText(name);
        number.setTooltip(new Tooltip(tip));
        getChildren().addAll(says, slider, number);
        number.valueProperty().set(amount.get());
        Follow.value(this, method, how -> slider.setMax(how.most()));
        Follow.value(this, amount, now -> {
            number.valueProperty().set(now.doubleValue());
            if (Math.abs(slider.getValue() - now.doubleValue()) > 1 / HUNDRED / 2) {
                slider.setValue(now.doubleValue());
            }
        });
        number.valueProperty().subscribe(typed -> amount.set(Math.min(typed.doubleValue(), slider.getMax())));
        slider.valueProperty().subscribe(moved -> {
            if (Math.abs(moved.doubleValue() - amount.get()) > 1 / HUNDRED / 2) {
                amount.set(Math.round(moved.doubleValue() * HUNDRED) / HUNDRED);
            }
        });
    }
}
