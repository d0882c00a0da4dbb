package studio.sfumato.ui.gallery;

import java.nio.file.Path;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shown;

/// Asks how the chosen pictures are to be copied, and tells how far it is.
final class ExportPane extends VBox {
    private static final double QUALITY = 90;

    private final GalleryModel model;
    private final Desk desk;
    private final Messages words;
    private final ToggleGroup formats = new ToggleGroup();
    private final Slider quality = new Slider(40, 100, QUALITY);
    private final CheckBox metadata;
    private final Node wish;

    ExportPane(GalleryModel model, Desk desk, Messages words) {
        this.model = model;
        this.desk = desk;
        this.words = words;
        metadata = new CheckBox(words.text("export.metadata"));
        metadata.setId("export-metadata");
        metadata.setSelected(true);
        metadata.setMinWidth(USE_PREF_SIZE);
        metadata.setTooltip(new Tooltip(words.text("export.metadata-tip")));
        wish = wish();
        Shown.set(wish, false);
        getChildren().addAll(wish, new BatchRow("export", model.export().batch(), words, this::count));
        setId("export");
        Follow.value(this, model.chosen().countProperty(), count -> {
            if (count.intValue() == 0) {
                Shown.set(wish, false);
            }
        });
    }

    /// Asks how.
    void open() {
        model.export().batch().forget();
        Shown.set(wish, !wish.isVisible());
    }

    private Node wish() {
        ToggleButton png = format("PNG", ExportModel.Format.PNG);
        ToggleButton jpeg = format("JPEG", ExportModel.Format.JPEG);
        ToggleButton webp = format("WebP", ExportModel.Format.WEBP);
        png.setSelected(true);
        formats.selectedToggleProperty().subscribe((before, now) -> {
            if (now == null && before != null) {
                before.setSelected(true);
            }
        });
        quality.setId("export-quality");
        quality.setAccessibleText(words.text("export.quality"));
        quality.setTooltip(new Tooltip(words.text("export.quality")));
        quality.setPrefWidth(100);
        quality.disableProperty().bind(png.selectedProperty());
        Label value = new Label();
        value.getStyleClass().add("quiet");
        value.setMinWidth(USE_PREF_SIZE);
        quality.valueProperty()
                .subscribe(now -> value.setText(words.text("export.quality-value", Math.round(now.doubleValue()))));
        value.disableProperty().bind(quality.disableProperty());
        Button go = new Button(words.text("export.button"));
        go.setId("export-go");
        go.getStyleClass().add("generate");
        go.setMinWidth(USE_PREF_SIZE);
        go.setTooltip(new Tooltip(words.text("export.tip")));
        go.setOnAction(_ -> choose());
        HBox row = new HBox(png, jpeg, webp, quality, value, metadata, go);
        HBox.setHgrow(quality, Priority.ALWAYS);
        row.getStyleClass().add("hand-row");
        return row;
    }

    private ToggleButton format(String name, ExportModel.Format format) {
        ToggleButton button = new ToggleButton(name);
        button.setId("export-" + name.toLowerCase(Locale.ROOT));
        button.setMinWidth(USE_PREF_SIZE);
        button.setToggleGroup(formats);
        button.setUserData(format);
        return button;
    }

    private ExportModel.Format format() {
        return formats.getSelectedToggle() instanceof ToggleButton chosen
                        && chosen.getUserData() instanceof ExportModel.Format format
                ? format
                : ExportModel.Format.PNG;
    }

    private void choose() {
        Path start = Path.of(System.getProperty("user.home", "."));
        desk.pickFolder(getScene().getWindow(), words.text("export.folder"), start)
                .ifPresent(folder -> {
                    Shown.set(wish, false);
                    model.export()
                            .start(
                                    model.chosen().ids(),
                                    new ExportModel.Wish(
                                            folder, format(), quality.getValue() / 100, metadata.isSelected()));
                });
    }

    private String count(Batch.Progress now) {
        return words.text(now.running() ? "export.progress" : "export.done", now.done(), now.total());
    }
}
