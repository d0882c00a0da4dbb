package studio.sfumato.ui.generate;

import javafx.geometry.Orientation;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.diffusion.StepFrame;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.RasterView;

/// The filmstrip of the steps, in the place of the pictures that were made.
final class FilmPane extends VBox {
    private static final double SIDE = 72;
    private static final int BEFORE = 3;

    private final FilmModel model;
    private final Messages words;
    private final ListView<FilmModel.Frame> list;

    FilmPane(FilmModel model, Messages words) {
        this.model = model;
        this.words = words;
        getStyleClass().addAll("strip", "film");
        list = new ListView<>(model.frames());
        list.setId("film-strip");
        list.setOrientation(Orientation.HORIZONTAL);
        list.setAccessibleText(words.text("film.name"));
        list.setCellFactory(_ -> new Cell());
        list.getSelectionModel().selectedItemProperty().subscribe(chosen -> {
            if (chosen != null) {
                model.chosenProperty().set(chosen);
            }
        });
        Follow.value(this, model.chosenProperty(), chosen -> {
            if (chosen != null && !chosen.equals(list.getSelectionModel().getSelectedItem())) {
                list.getSelectionModel().select(chosen);
                list.scrollTo(Math.max(0, model.frames().indexOf(chosen) - BEFORE));
            }
        });
        getChildren().addAll(head(), list);
        addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ESCAPE) {
                model.close();
                key.consume();
            }
        });
        Follow.value(this, model.openProperty(), open -> {
            setVisible(open);
            setManaged(open);
            if (open) {
                list.requestFocus();
            }
        });
    }

    private HBox head() {
        Label step = new Label();
        step.setId("film-step");
        step.getStyleClass().add("field-name");
        step.setMinWidth(USE_PREF_SIZE);
        Follow.value(this, model.chosenProperty(), chosen -> step.setText(chosen == null ? "" : name(chosen)));
        HBox three = new HBox();
        three.getStyleClass().add("estimates");
        for (StepFrame.Estimate estimate : StepFrame.Estimate.values()) {
            three.getChildren().add(toggle(estimate));
        }
        Label alone = new Label(words.text("film.alone"));
        alone.setId("film-alone");
        alone.getStyleClass().addAll("quiet", "may-be-cut");
        alone.setTooltip(new Tooltip(words.text("film.alone.tip")));
        alone.setMinWidth(0);
        Follow.value(this, model.chosenProperty(), chosen -> {
            boolean guided = chosen != null && chosen.drawn().guided();
            shown(three, guided);
            shown(alone, chosen != null && !guided);
        });
        Label kept = new Label();
        kept.setId("film-kept");
        kept.getStyleClass().addAll("quiet", "may-be-cut");
        kept.setMinWidth(0);
        Tooltip where = new Tooltip();
        Follow.value(this, model.keptProperty(), file -> {
            kept.setText(file == null ? "" : words.text("film.kept", String.valueOf(file.getFileName())));
            where.setText(file == null ? "" : file.toString());
            kept.setTooltip(file == null ? null : where);
        });
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button keep = new Button(words.text("film-keep.button"), new FontIcon(BootstrapIcons.DOWNLOAD));
        keep.setId("film-keep");
        keep.getStyleClass().add("small");
        keep.setMinWidth(USE_PREF_SIZE);
        keep.setTooltip(new Tooltip(words.text("film-keep.tip")));
        keep.setAccessibleText(words.text("film-keep.tip"));
        keep.setOnAction(_ -> model.keep());
        Button close = new Button(words.text("film-close.button"));
        close.setId("film-close");
        close.getStyleClass().add("small");
        close.setMinWidth(USE_PREF_SIZE);
        close.setTooltip(new Tooltip(words.text("film-close.tip")));
        close.setAccessibleText(words.text("film-close.tip"));
        close.setOnAction(_ -> model.close());
        HBox head = new HBox(step, three, alone, kept, gap, keep, close);
        head.getStyleClass().add("strip-head");
        return head;
    }

    private ToggleButton toggle(StepFrame.Estimate estimate) {
        String id = switch (estimate) {
            case MERGED -> "film-merged";
            case PROMPTED -> "film-prompted";
            case UNPROMPTED -> "film-unprompted";
        };
        ToggleButton toggle = new ToggleButton(words.text(id + ".button"));
        toggle.setId(id);
        toggle.setMinWidth(USE_PREF_SIZE);
        toggle.setTooltip(new Tooltip(words.text(id + ".tip")));
        toggle.setAccessibleText(words.text(id + ".tip"));
        toggle.setOnAction(_ -> {
            model.estimateProperty().set(estimate);
            toggle.setSelected(true); // pressed again it stays
        });
        Follow.value(this, model.estimateProperty(), now -> toggle.setSelected(now == estimate));
        return toggle;
    }

    private static void shown(Region part, boolean shown) {
        part.setVisible(shown);
        part.setManaged(shown);
    }

    private String name(FilmModel.Frame frame) {
        return words.text("film.step", frame.step(), frame.steps());
    }

    private final class Cell extends ListCell<FilmModel.Frame> {
        private final RasterView view = new RasterView();
        private final Label number = new Label();
        private final VBox both = new VBox(view, number);

        Cell() {
            view.setMinSize(SIDE, SIDE);
            view.setPrefSize(SIDE, SIDE);
            number.getStyleClass().add("count");
            both.getStyleClass().add("film-frame");
        }

        @Override
        protected void updateItem(FilmModel.@Nullable Frame frame, boolean empty) {
            super.updateItem(frame, empty);
            setText(null);
            if (empty || frame == null) {
                setGraphic(null);
                setAccessibleText(null);
                return;
            }
            view.rasterProperty().set(frame.small());
            number.setText(Integer.toString(frame.step()));
            setGraphic(both);
            setAccessibleText(name(frame));
        }
    }
}
