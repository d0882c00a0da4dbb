package studio.sfumato.ui.canvas;

import atlantafx.base.controls.ProgressSliderSkin;
import javafx.beans.property.DoubleProperty;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;

/// Small controls of the canvas, each with its word, its tooltip and its name for those who cannot see it.
///
/// @param words in whose language
record Controls(Messages words) {
    /// {@return a button with a sign that does `action`}
    ///
    /// @param id its id; `ID.tip` says what it does
    Button sign(String id, Ikon icon, Runnable action) {
        Button button = Icons.button(id, icon, words.text(id + ".tip"));
        button.setOnAction(_ -> action.run());
        return button;
    }

    /// {@return a button that says `ID.button` and does `action`}
    Button button(String id, Runnable action) {
        Button button = new Button(words.text(id + ".button"));
        button.setId(id);
        button.setTooltip(new Tooltip(words.text(id + ".tip")));
        button.setAccessibleText(words.text(id + ".tip"));
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        return button;
    }

    /// {@return a button that stays pressed, with a sign}
    ToggleButton toggle(String id, FontIcon icon) {
        ToggleButton button = new ToggleButton("", icon);
        button.setId(id);
        button.getStyleClass().add("icon-button");
        button.setTooltip(new Tooltip(words.text(id + ".tip")));
        button.setAccessibleText(words.text(id + ".tip"));
        return button;
    }

    /// {@return a slider with its word and its value before it}
    ///
    /// @param id its id; `ID.value` says the value
    /// @param scale what the value is shown times
    HBox slid(String id, DoubleProperty value, Slider slider, double scale) {
        Label says = new Label();
        says.setId(id + "-says");
        says.getStyleClass().add("slid-name");
        says.setMinWidth(Region.USE_PREF_SIZE);
        slider.setId(id);
        slider.setSkin(new ProgressSliderSkin(slider));
        slider.setTooltip(new Tooltip(words.text(id + ".tip")));
        slider.setAccessibleText(words.text(id + ".tip"));
        Follow.value(slider, value, now -> {
            slider.setValue(now.doubleValue());
            says.setText(words.text(id + ".value", Math.round(now.doubleValue() * scale)));
        });
        slider.valueProperty().subscribe(now -> {
            if (Math.clamp(value.get(), slider.getMin(), slider.getMax()) != now.doubleValue()) {
                value.set(now.doubleValue());
            }
        });
        HBox both = new HBox(says, slider);
        both.getStyleClass().add("slid");
        return both;
    }
}
