package studio.sfumato.ui.generate;

import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.KeyAction;
import studio.sfumato.ui.common.Keymap;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shown;
import studio.sfumato.ui.common.Workspace;
import studio.sfumato.ui.queue.QueueWords;

/// The workspace Create: what I ask for on the left, the picture in the middle, what was made below it.
final class CreateView extends BorderPane implements Workspace.Page {
    private final CreateModel model;
    private final PromptPane prompt;
    private final Keymap keys;

    /// A view of `model` in the language of `words`.
    CreateView(CreateModel model, Messages words) {
        this.model = model;
        keys = words.keys();
        getStyleClass().add("create");
        ObservableValue<PromptDialect> dialect = model.form().rules().dialectProperty();
        prompt = new PromptPane("prompt", model.prompt(), dialect, model.completions(), words);
        PromptPane negative = new PromptPane("negative", model.negative(), dialect, model.completions(), words);
        negative.adviseWhere(model.shelf().toldGuidance(), "negative.idle");
        model.embeddings().intoNegative().ifPresent(into -> {
            prompt.area().focusedProperty().subscribe(focused -> into.set(into.get() && !focused));
            negative.area().focusedProperty().subscribe(focused -> into.set(into.get() || focused));
        });
        prompt.rows(4);
        negative.rows(2);
        VBox asked = new VBox(prompt, negative, new PromptTools(model, words), new FormPane(model, words));
        asked.getStyleClass().add("asked");
        ScrollPane scroll = new ScrollPane(asked);
        scroll.getStyleClass().add("asked-scroll");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        VBox left = new VBox(scroll, foot(words));
        left.getStyleClass().add("panel");
        setLeft(left);
        BorderPane middle = new BorderPane(new StagePane(model, words));
        middle.setBottom(new VBox(new StripPane(model, words), new FilmPane(model.film(), words)));
        VaryPane vary = new VaryPane(model, words);
        BatchPane batch = new BatchPane(model, words);
        batch.takeDrops(this);
        setCenter(new StackPane(middle, vary, batch));
        Runnable look = () -> {
            boolean several = model.batch().openProperty().get();
            boolean varies = model.vary().openProperty().get() && !several;
            Shown.set(batch, several);
            Shown.set(vary, varies);
            Shown.set(middle, !several && !varies);
        };
        look.run();
        Follow.value(vary, model.vary().openProperty(), open -> {
            if (open) {
                model.batch().openProperty().set(false);
            }
            look.run();
            if (open) {
                vary.enter();
            }
        });
        Follow.value(batch, model.batch().openProperty(), open -> {
            look.run();
            if (open) {
                batch.enter();
            }
        });
    }

    private Node foot(Messages words) {
        Label key = new Label(words.shown(KeyAction.CREATE_GENERATE).replace(words.text("key.enter"), "↵"));
        key.getStyleClass().add("keys");
        Button generate = new Button(words.text("generate.button"), key);
        generate.setId("generate");
        generate.getStyleClass().add("generate");
        generate.setMnemonicParsing(true);
        generate.setContentDisplay(ContentDisplay.RIGHT);
        generate.setMaxWidth(Double.MAX_VALUE);
        generate.setTooltip(new Tooltip(words.text("generate.tip")));
        generate.setAccessibleText(words.text("generate.tip"));
        generate.setOnAction(_ -> model.generate());
        Follow.value(generate, model.waitsProperty(), waits -> {
            String id = waits ? "generate-more" : "generate";
            generate.setText(words.text(id + ".button"));
            generate.getTooltip().setText(words.text(id + ".tip"));
            generate.setAccessibleText(words.text(id + ".tip"));
        });
        ToggleButton forever = new ToggleButton("", new FontIcon(BootstrapIcons.ARROW_REPEAT));
        forever.setId("forever");
        forever.getStyleClass().add("forever");
        forever.setTooltip(new Tooltip(words.text("forever.tip")));
        forever.setAccessibleText(words.text("forever.tip"));
        forever.selectedProperty().bindBidirectional(model.foreverProperty());
        Button batch = Icons.button("several", BootstrapIcons.IMAGES, words.text("several.tip"));
        batch.getStyleClass().add("forever");
        batch.setOnAction(_ -> model.batch().openProperty().set(true));
        HBox.setHgrow(generate, Priority.ALWAYS);
        HBox both = new HBox(generate, batch, forever);
        both.getStyleClass().add("row");
        Label time = new Label();
        time.setId("generate-time");
        time.getStyleClass().add("count");
        time.managedProperty().bind(time.visibleProperty());
        Follow.value(time, model.estimateProperty(), known -> {
            time.setVisible(known != null);
            time.setText(known == null ? "" : words.text("generate.time", QueueWords.about(known, words)));
        });
        VBox foot = new VBox(both, time);
        foot.getStyleClass().add("foot");
        return foot;
    }

    @Override
    public Node node() {
        return this;
    }

    /// Lets the next key be typed into the prompt.
    @Override
    public void entered() {
        model.lookForLists();
        model.loras().lookForNames();
        model.embeddings().lookForNames();
        prompt.focus();
    }

    @Override
    public void pressed(KeyEvent key) {
        if (keys.is(KeyAction.CREATE_GENERATE, key)) {
            model.generate();
            key.consume();
        } else if (keys.is(KeyAction.CREATE_CANVAS, key)) {
            model.toCanvas();
            key.consume();
        } else if (keys.is(KeyAction.CREATE_REPEAT, key)) {
            model.made().repeatedProperty().set(!model.made().repeatedProperty().get());
            key.consume();
        } else if (keys.is(KeyAction.CREATE_FILM, key)) {
            model.film().toggle();
            key.consume();
        }
    }

    /// Whatever is open hears Escape first and keeps it.
    @Override
    public void unused(KeyEvent key) {
        if (key.getCode() == KeyCode.ESCAPE && model.batch().openProperty().get()) {
            model.batch().openProperty().set(false);
            key.consume();
        } else if (key.getCode() == KeyCode.ESCAPE
                && model.vary().openProperty().get()) {
            model.vary().openProperty().set(false);
            key.consume();
        } else if (key.getCode() == KeyCode.ESCAPE
                && model.film().openProperty().get()) {
            model.film().close();
            key.consume();
        } else if (key.getCode() == KeyCode.ESCAPE && model.runningProperty().get()) {
            model.cancel();
            key.consume();
        }
    }
}
