package studio.sfumato.ui.generate;

import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NoteBar;
import studio.sfumato.ui.common.RasterView;
import studio.sfumato.ui.common.Shown;

/// The variations of a picture as a grid, in the place of the picture: the way there above, what to do with the picked
/// one below.
final class VaryPane extends BorderPane {
    private static final double STONE = 44;

    private final VaryModel model;
    private final Messages words;
    private final VaryGrid grid;
    private final HBox way = new HBox();

    VaryPane(CreateModel create, Messages words) {
        this.model = create.vary();
        this.words = words;
        grid = new VaryGrid(model, create.progress().previewProperty(), words);
        setId("vary-pane");
        getStyleClass().addAll("stage", "vary");
        setTop(new VBox(head(), new NoteBar(create.notes(), words)));
        setCenter(grid);
        setBottom(foot());
        Follow.changes(this, model.walk(), this::pave);
        Follow.value(this, model.placeProperty(), _ -> pave());
        addEventHandler(KeyEvent.KEY_PRESSED, this::pressed);
    }

    private void pressed(KeyEvent key) {
        if (key.getCode() == KeyCode.ESCAPE) {
            model.openProperty().set(false);
            key.consume();
        }
    }

    /// Lets the next key be one of its own.
    void enter() {
        Node make = lookup("#vary-make");
        if (make != null) {
            make.requestFocus();
        }
    }

    private Node head() {
        Label title = new Label(words.text("vary.title"));
        title.getStyleClass().add("vary-title");
        title.setMinWidth(USE_PREF_SIZE);
        way.setId("vary-way");
        way.getStyleClass().add("vary-way");
        ScrollPane scroll = new ScrollPane(way);
        scroll.getStyleClass().add("asked-scroll");
        scroll.setVbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFitToHeight(true);
        way.widthProperty().subscribe(_ -> scroll.setHvalue(1)); // the newest is seen
        HBox.setHgrow(scroll, Priority.ALWAYS);
        Button close = Icons.button("vary-close", BootstrapIcons.X, words.text("vary.close"));
        close.setOnAction(_ -> model.openProperty().set(false));
        HBox head = new HBox(title, scroll, close);
        head.getStyleClass().add("vary-head");
        return head;
    }

    /// The centres so far, each a step back.
    private void pave() {
        way.getChildren().clear();
        for (int i = 0; i < model.walk().size(); i++) {
            if (i > 0) {
                way.getChildren().add(new FontIcon(BootstrapIcons.CHEVRON_RIGHT));
            }
            way.getChildren().add(stone(i));
        }
    }

    private ToggleButton stone(int number) {
        RasterView picture = new RasterView();
        picture.rasterProperty().set(model.walk().get(number).centre().small());
        picture.setMinSize(STONE, STONE);
        picture.setMaxSize(STONE, STONE);
        ToggleButton stone = new ToggleButton("", picture);
        stone.setId("vary-stone-" + (number + 1));
        stone.getStyleClass().add("vary-stone");
        stone.setSelected(number == model.placeProperty().get());
        String says = words.text("vary.stone", number + 1);
        stone.setTooltip(new Tooltip(says));
        stone.setAccessibleText(says);
        stone.setOnAction(_ -> {
            model.see(number);
            stone.setSelected(true);
        });
        return stone;
    }

    private Node foot() {
        Label name = new Label(words.text("vary.count"));
        name.getStyleClass().add("field-name");
        name.setMinWidth(USE_PREF_SIZE);
        HBox counts = new HBox();
        counts.getStyleClass().add("estimates");
        VaryModel.COUNTS.forEach(number -> counts.getChildren().add(count(number)));
        VBox many = new VBox(name, counts);
        many.getStyleClass().add("field");
        Node far = new FieldNodes(words).slid(model.strength(), new Slider(0.05, 1, 0.25), 0.05);
        HBox.setHgrow(far, Priority.NEVER);
        if (far instanceof Region region) {
            region.setMinWidth(210);
            region.setMaxWidth(260);
        }
        Label own = new Label(words.text("vary.own"));
        own.getStyleClass().add("quiet");
        own.setWrapText(true);
        own.setMaxWidth(260);
        Follow.value(own, model.strength().usableProperty(), turns -> Shown.set(own, !turns));
        Follow.value(far, model.strength().usableProperty(), turns -> Shown.set(far, turns));
        Button make = button("vary-make", BootstrapIcons.GRID, model::make);
        make.getStyleClass().add("primary");
        Button stop = button("vary-stop", BootstrapIcons.STOP_CIRCLE, model::stop);
        Button walk = button("vary-walk", BootstrapIcons.SIGNPOST_2, model::walkOn);
        Button open = button("vary-open", BootstrapIcons.FULLSCREEN, model::look);
        Button settings = Icons.button("vary-settings", BootstrapIcons.SLIDERS, words.text("vary-settings.tip"));
        settings.setOnAction(_ -> model.use());
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox picked = new HBox(walk, open, settings);
        picked.getStyleClass().add("row");
        picked.setAlignment(Pos.CENTER_RIGHT);
        Runnable look = () -> {
            boolean pending = model.grid().filter(all -> all.pending() > 0).isPresent();
            Shown.set(stop, pending);
            Shown.set(make, !pending);
            walk.setDisable(model.spot().isEmpty());
            settings.setDisable(model.spot().isEmpty());
            open.setDisable(model.spot().filter(spot -> spot.file() != null).isEmpty());
        };
        Follow.changes(this, model.walk(), look);
        Follow.changes(this, model.placeProperty(), look);
        Follow.changes(this, model.chosenProperty(), look);
        look.run();
        HBox foot = new HBox(many, far, own, make, stop, gap, picked);
        foot.getStyleClass().add("vary-foot");
        return foot;
    }

    private ToggleButton count(int number) {
        ToggleButton toggle = new ToggleButton(Integer.toString(number));
        toggle.setId("vary-count-" + number);
        toggle.setMinWidth(USE_PREF_SIZE);
        String says = words.text("vary.count.tip", number);
        toggle.setTooltip(new Tooltip(says));
        toggle.setAccessibleText(says);
        ObservableValue<Number> now = model.countProperty();
        Follow.value(toggle, now, chosen -> toggle.setSelected(chosen.intValue() == number));
        toggle.setOnAction(_ -> {
            model.countProperty().set(number);
            toggle.setSelected(true); // pressed again it stays
        });
        return toggle;
    }

    private Button button(String id, Ikon icon, Runnable action) {
        Button button = Icons.worded(id, icon, words);
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        return button;
    }
}
