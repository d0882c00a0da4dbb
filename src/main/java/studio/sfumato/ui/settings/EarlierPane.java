package studio.sfumato.ui.settings;

import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import studio.sfumato.settings.Earlier;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Labels;
import studio.sfumato.ui.common.Messages;

/// What was set before, and the way back to it.
final class EarlierPane extends VBox {
    private final StudioSettingsModel model;
    private final Messages words;
    private final VBox rows = new VBox();

    EarlierPane(StudioSettingsModel model, Messages words) {
        this.model = model;
        this.words = words;
        Label title = new Label(words.text("settings.section.earlier"));
        title.getStyleClass().add("section-title");
        Label about = Labels.quiet(words.text("earlier.about"));
        rows.getStyleClass().add("rows");
        rows.setId("settings-earlier");
        getChildren().addAll(title, about, rows);
        getStyleClass().add("section-pane");
        Follow.changes(this, model.earlier(), this::show);
        Follow.changes(this, model.settings().settingsProperty(), model::lookBack);
        show();
    }

    private void show() {
        List<Earlier> all = model.earlier();
        rows.getChildren()
                .setAll(
                        all.isEmpty()
                                ? List.of(Labels.quiet(words.text("earlier.none")))
                                : IntStream.range(0, all.size())
                                        .mapToObj(i -> row(i, all.get(i)))
                                        .toList());
    }

    private Node row(int number, Earlier one) {
        String when = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(words.locale())
                .format(one.version().replaced());
        Label time = new Label(words.text("earlier.until", when));
        time.getStyleClass().add("setting-name");
        String names = one.other(model.settings().now()).stream()
                .map(key -> words.text("setting." + key.id() + ".name"))
                .collect(Collectors.joining(words.text("earlier.between")));
        Label other = Labels.quiet(names.isEmpty() ? words.text("earlier.keys") : words.text("earlier.other", names));
        VBox text = new VBox(time, other);
        text.getStyleClass().add("setting-text");
        HBox.setHgrow(text, Priority.ALWAYS);
        text.setMaxWidth(Double.MAX_VALUE);
        Button back = new Button(words.text("earlier.button"));
        back.setId("earlier-" + number);
        back.setMinWidth(USE_PREF_SIZE);
        back.setTooltip(new Tooltip(words.text("earlier.tip")));
        back.setAccessibleText(words.text("earlier.button") + ": " + when);
        back.setOnAction(_ -> model.takeBack(one));
        HBox row = new HBox(text, back);
        row.getStyleClass().add("setting");
        return row;
    }
}
