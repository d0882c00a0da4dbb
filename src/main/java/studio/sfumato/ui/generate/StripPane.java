package studio.sfumato.ui.generate;

import java.util.List;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Orientation;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.RasterView;

/// What was made since the window was opened, the newest first, and what can be done with the one that is looked at.
final class StripPane extends VBox {
    private static final double SIDE = 88;

    private final CreateModel model;
    private final Messages words;
    private final ListView<MadePicture> list;

    StripPane(CreateModel model, Messages words) {
        this.model = model;
        this.words = words;
        getStyleClass().add("strip");
        list = new ListView<>(model.made().pictures());
        list.setId("strip");
        list.setOrientation(Orientation.HORIZONTAL);
        list.setAccessibleText(words.text("strip.name"));
        list.setCellFactory(_ -> new Cell());
        list.getSelectionModel().selectedItemProperty().subscribe(chosen -> {
            if (chosen != null) {
                model.made().chosenProperty().set(chosen);
            }
        });
        Follow.value(
                this,
                model.made().chosenProperty(),
                chosen -> list.getSelectionModel().select(chosen));
        ObservableValue<Boolean> any =
                model.made().chosenProperty().map(_ -> true).orElse(false);
        getChildren().addAll(head(any), list);
        visibleProperty()
                .bind(model.made()
                        .shownProperty()
                        .flatMap(_ -> model.film().openProperty().map(open -> !open))
                        .orElse(false));
        managedProperty().bind(visibleProperty());
    }

    private HBox head(ObservableValue<Boolean> any) {
        Label name = new Label(words.text("strip.name"));
        name.getStyleClass().add("field-name");
        name.setMinWidth(USE_PREF_SIZE);
        FittingLabel about = new FittingLabel("made-about");
        HBox.setHgrow(about, Priority.ALWAYS);
        Follow.value(this, model.made().chosenProperty(), made -> about.say(made == null ? List.of() : about(made)));
        Button seed = button("use-seed", any);
        seed.setOnAction(_ -> withChosen(Use.SEED));
        Button settings = button("use-settings", any);
        settings.setOnAction(_ -> withChosen(Use.SETTINGS));
        Button film = button("film", model.film().thereProperty());
        film.setGraphic(new FontIcon(BootstrapIcons.FILM));
        film.setOnAction(_ -> model.film().open());
        Button vary = button("vary", any);
        vary.setOnAction(_ -> withChosen(Use.VARY));
        Button canvas = button("send-canvas", any);
        canvas.setOnAction(_ -> model.toCanvas());
        ToggleButton repeat = new ToggleButton("", new FontIcon(BootstrapIcons.GRID_3X3));
        repeat.setId("repeat");
        repeat.getStyleClass().add("icon-button");
        repeat.setTooltip(new Tooltip(words.text("repeat.create.tip")));
        repeat.setAccessibleText(words.text("repeat.create.tip"));
        repeat.selectedProperty().bindBidirectional(model.made().repeatedProperty());
        HBox head = new HBox(name, about, repeat, film, vary, seed, settings, canvas);
        head.getStyleClass().add("strip-head");
        return head;
    }

    private Button button(String id, ObservableValue<Boolean> any) {
        Button button = new Button(words.text(id + ".button"));
        button.setId(id);
        button.getStyleClass().add("small");
        button.setMinWidth(USE_PREF_SIZE);
        button.setTooltip(new Tooltip(words.text(id + ".tip")));
        button.setAccessibleText(words.text(id + ".tip"));
        button.disableProperty().bind(any.map(there -> !there));
        return button;
    }

    private enum Use {
        SEED,
        SETTINGS,
        VARY
    }

    private void withChosen(Use use) {
        MadePicture chosen = model.made().chosenProperty().get();
        if (chosen != null) {
            switch (use) {
                case SEED -> model.useSeed(chosen);
                case SETTINGS -> model.use(chosen);
                case VARY -> model.vary().begin(chosen.request(), chosen.file());
            }
        }
    }

    /// {@return what there is to say about a picture, the longest first}
    private List<String> about(MadePicture picture) {
        String file = String.valueOf(picture.file().getFileName());
        String all = words.text(
                "made.about",
                file,
                picture.request().size().width(),
                picture.request().size().height(),
                picture.request().noise().seed().toString());
        return List.of(all, file);
    }

    private final class Cell extends ListCell<MadePicture> {
        private final RasterView view = new RasterView();

        Cell() {
            view.setPrefSize(SIDE, SIDE);
            MenuItem settings = new MenuItem(words.text("use-settings.button"));
            settings.setOnAction(_ -> model.use(getItem()));
            MenuItem seed = new MenuItem(words.text("use-seed.button"));
            seed.setOnAction(_ -> model.useSeed(getItem()));
            MenuItem vary = new MenuItem(words.text("vary.button"));
            vary.setOnAction(
                    _ -> model.vary().begin(getItem().request(), getItem().file()));
            MenuItem canvas = new MenuItem(words.text("send-canvas.button"));
            canvas.setOnAction(_ -> model.toCanvas());
            setContextMenu(new ContextMenu(vary, settings, seed, canvas));
        }

        @Override
        protected void updateItem(@Nullable MadePicture picture, boolean empty) {
            super.updateItem(picture, empty);
            setText(null);
            if (empty || picture == null) {
                setGraphic(null);
                setTooltip(null);
                setAccessibleText(null);
                return;
            }
            view.rasterProperty().set(picture.thumbnail());
            setGraphic(view);
            String prompt = picture.request().prompt().positive();
            setTooltip(new Tooltip(prompt));
            setAccessibleText(prompt + ", " + about(picture));
        }
    }
}
