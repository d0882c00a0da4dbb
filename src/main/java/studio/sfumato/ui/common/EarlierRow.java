package studio.sfumato.ui.common;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/// Something as it was until it was replaced, and the button that brings it back.
public final class EarlierRow extends HBox {
    /// @param id the button's id in the scene
    /// @param replaced when it was replaced, by the clock here
    /// @param about what it was, in a line
    /// @param tip what the button does
    public EarlierRow(String id, LocalDateTime replaced, String about, String tip, Runnable back, Messages words) {
        String when = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(words.locale())
                .format(replaced);
        Label time = new Label(words.text("earlier.until", when));
        time.getStyleClass().add("setting-name");
        VBox text = new VBox(time, Labels.quiet(about));
        text.getStyleClass().add("setting-text");
        HBox.setHgrow(text, Priority.ALWAYS);
        text.setMaxWidth(Double.MAX_VALUE);
        Button button = new Button(words.text("earlier.button"));
        button.setId(id);
        button.setMinWidth(USE_PREF_SIZE);
        button.setTooltip(new Tooltip(tip));
        button.setAccessibleText(words.text("earlier.button") + ": " + when);
        button.setOnAction(_ -> back.run());
        getChildren().addAll(text, button);
        getStyleClass().add("setting");
    }
}
