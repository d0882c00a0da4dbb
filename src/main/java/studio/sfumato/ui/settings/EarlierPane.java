package studio.sfumato.ui.settings;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import studio.sfumato.settings.Earlier;
import studio.sfumato.ui.common.EarlierRow;
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
        String names = one.other(model.settings().now()).stream()
                .map(key -> words.text("setting." + key.id() + ".name"))
                .collect(Collectors.joining(words.text("earlier.between")));
        return new EarlierRow(
                "earlier-" + number,
                one.version().replaced(),
                names.isEmpty() ? words.text("earlier.keys") : words.text("earlier.other", names),
                words.text("earlier.tip"),
                () -> model.takeBack(one),
                words);
    }
}
