package studio.sfumato.ui.gallery;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.Stage;
import studio.sfumato.error.Printable;
import studio.sfumato.image.metadata.StageCost;
import studio.sfumato.library.Picture;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;

/// How the chosen picture was made, and what can be made of it.
final class InspectorPane extends VBox {
    private final GalleryModel model;
    private final Desk desk;
    private final Messages words;
    private final DateTimeFormatter made;
    private final VBox told = new VBox();

    InspectorPane(GalleryModel model, Desk desk, Messages words) {
        this.model = model;
        this.desk = desk;
        this.words = words;
        made = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(words.locale())
                .withZone(ZoneId.systemDefault());
        setId("inspector");
        getStyleClass().add("inspector");
        told.getStyleClass().add("told");
        ScrollPane scroll = new ScrollPane(told);
        scroll.getStyleClass().add("asked-scroll");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        setVgrow(scroll, Priority.ALWAYS);
        getChildren().add(scroll);
        Follow.value(this, model.stage().look().detailsProperty(), _ -> show());
        Follow.value(this, model.stage().look().pictureProperty(), _ -> show());
    }

    private void show() {
        Details details = model.stage().look().detailsProperty().get();
        Picture picture = model.stage().look().pictureProperty().get();
        told.getChildren().clear();
        if (picture == null) {
            Label none = new Label(words.text("detail.none"));
            none.setWrapText(true);
            none.getStyleClass().add("quiet");
            told.getChildren().add(none);
        } else if (details != null && details.picture().id() == picture.id()) {
            show(details, picture);
        }
    }

    private void show(Details details, Picture picture) {
        told.getChildren().add(text("detail-prompt", details.prompt(), "detail-prompt"));
        if (!details.negative().isEmpty()) {
            told.getChildren().add(text("detail-negative", words.text("detail.negative", details.negative()), "quiet"));
        }
        if (!details.problem().isEmpty()) {
            told.getChildren().add(text("detail-problem", details.problem(), "problem"));
        }
        told.getChildren().add(marks(picture));
        if (details.again()) {
            told.getChildren().add(again(details));
        }
        told.getChildren().add(canvas(picture));
        told.getChildren().add(lines(details, picture));
        if (!details.stages().isEmpty()) {
            told.getChildren().add(stages(details.stages()));
        }
        told.getChildren().add(copies(details, picture));
    }

    private static Label text(String id, String text, String style) {
        Label label = new Label(Printable.of(text));
        label.setId(id);
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        label.getStyleClass().add(style);
        label.setVisible(!text.isEmpty());
        label.setManaged(!text.isEmpty());
        return label;
    }

    private Node again(Details details) {
        Button use = button("gallery-use", () -> model.again().use(details));
        use.getStyleClass().add("generate");
        use.setMaxWidth(Double.MAX_VALUE);
        Button seed = button("gallery-seed", () -> model.again().useSeed(details));
        seed.setDisable(details.seed().isEmpty());
        Button vary = button("gallery-vary", () -> model.again().vary(details));
        HBox row = new HBox(seed, vary);
        row.getStyleClass().add("detail-row");
        row.getChildren().forEach(each -> {
            HBox.setHgrow(each, Priority.ALWAYS);
            ((Button) each).setMaxWidth(Double.MAX_VALUE);
        });
        VBox box = new VBox(use, row);
        box.getStyleClass().add("detail-again");
        return box;
    }

    private Node canvas(Picture picture) {
        Button canvas = button("gallery-canvas", () -> model.again().canvas(picture.file()));
        canvas.setMaxWidth(Double.MAX_VALUE);
        return canvas;
    }

    private Node copies(Details details, Picture picture) {
        Button prompt = button("copy-prompt", () -> copy(details.prompt()));
        prompt.setDisable(details.prompt().isEmpty());
        Button all = button("copy-parameters", () -> copy(details.text()));
        all.setDisable(details.text().isEmpty());
        Button folder = button("open-folder", () -> desk.show(picture.file()));
        FlowPane row = new FlowPane(prompt, all, folder);
        row.getStyleClass().add("detail-flow");
        row.getChildren().forEach(each -> each.getStyleClass().add("small"));
        return row;
    }

    private Button button(String id, Runnable action) {
        Button button = new Button(words.text(id + ".button"));
        button.setId(id);
        button.setTooltip(new Tooltip(words.text(id + ".tip")));
        button.setAccessibleText(words.text(id + ".button"));
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        return button;
    }

    private static void copy(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }

    private Node marks(Picture picture) {
        FlowPane chips = new FlowPane();
        chips.getStyleClass().add("detail-flow");
        if (picture.marks().favourite()) {
            chips.getChildren().add(new Label(words.text("card.favourite")));
        }
        if (picture.marks().rating() > 0) {
            chips.getChildren().add(new Label("★".repeat(picture.marks().rating())));
        }
        chips(chips, picture.marks().tags(), tag -> model.marks().tag(tag, false));
        chips(chips, picture.marks().collections(), name -> model.marks().collect(name, false));
        chips.setVisible(!chips.getChildren().isEmpty());
        chips.setManaged(chips.isVisible());
        return chips;
    }

    private void chips(FlowPane into, Set<String> names, Consumer<String> drop) {
        for (String name : names) {
            Button chip = new Button(name + "  ×");
            chip.getStyleClass().addAll("small", "chip");
            chip.setMnemonicParsing(false);
            chip.setTooltip(new Tooltip(words.text("chip.tip", name)));
            chip.setAccessibleText(words.text("chip.tip", name));
            chip.setOnAction(_ -> drop.accept(name));
            into.getChildren().add(chip);
        }
    }

    private Node lines(Details details, Picture picture) {
        GridPane grid = new GridPane();
        grid.getStyleClass().add("detail-lines");
        details.lines()
                .forEach(line -> line(
                        grid, line.key().isEmpty() ? line.name() : words.text("detail." + line.key()), line.value()));
        line(grid, words.text("detail.made"), made.format(picture.made()));
        line(grid, words.text("detail.file"), String.valueOf(picture.file().getFileName()));
        return grid;
    }

    private Node stages(List<StageCost> stages) {
        Label title = new Label(words.text("detail.took"));
        title.getStyleClass().add("detail-title");
        GridPane grid = new GridPane();
        grid.setId("detail-stages");
        grid.getStyleClass().add("detail-lines");
        stages.forEach(cost -> line(
                grid,
                name(cost),
                cost.residentBytes() == 0
                        ? words.text("detail.seconds", cost.seconds())
                        : words.text("detail.cost", cost.seconds(), words.bytes(cost.residentBytes()))));
        long peak = stages.getLast().peakBytes();
        if (peak > 0) {
            line(grid, words.text("detail.peak"), words.bytes(peak));
        }
        VBox box = new VBox(title, grid);
        box.getStyleClass().add("detail-took");
        return box;
    }

    /// A newer version may know stages that have no name here.
    private String name(StageCost cost) {
        for (Stage stage : Stage.values()) {
            if (stage.label().equals(cost.stage())) {
                return words.text("detail.stage." + stage.name().toLowerCase(Locale.ROOT));
            }
        }
        return cost.stage();
    }

    private static void line(GridPane grid, String name, @Nullable String value) {
        Label key = new Label(Printable.of(name));
        key.getStyleClass().add("quiet");
        key.setMinWidth(USE_PREF_SIZE);
        Label text = new Label(value == null ? "" : Printable.of(value));
        text.setWrapText(true);
        text.getStyleClass().add("detail-value");
        text.setMaxWidth(Double.MAX_VALUE);
        GridPane.setHgrow(text, Priority.ALWAYS);
        grid.addRow(grid.getRowCount(), key, text);
    }
}
