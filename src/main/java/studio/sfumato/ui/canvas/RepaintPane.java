package studio.sfumato.ui.canvas;

import java.util.EnumMap;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.KeyAction;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shown;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.generate.FieldNodes;
import studio.sfumato.ui.generate.FormField;
import studio.sfumato.ui.generate.ModelBox;
import studio.sfumato.ui.generate.PromptPane;

/// What is to be made of the picture: an intent, words, how far which part is changed; below it the layers.
final class RepaintPane extends VBox {
    private static final int MOST_BLUR_SLID = 64;

    private final CanvasModel model;
    private final CreateModel create;
    private final Messages words;
    private final FieldNodes nodes;
    private final PromptPane prompt;

    RepaintPane(CanvasModel model, CreateModel create, Desk desk, Messages words) {
        this.model = model;
        this.create = create;
        this.words = words;
        nodes = new FieldNodes(words);
        prompt = new PromptPane(
                "canvas-prompt",
                model.repaint().prompt(),
                create.form().rules().dialectProperty(),
                create.completions(),
                words);
        prompt.rows(2);
        getStyleClass().add("panel");
        VBox asked = new VBox(
                intents(),
                new ExtendRow(model, words),
                prompt,
                new GrowPane(model, words),
                part(nodes.slid(model.repaint().strength(), new Slider(0, 1, 0), 0.05), masking(), promise()),
                new ControlPane(
                        model.control(),
                        new PosePane(model.pose(), model.files(), desk, words),
                        new ScenePane(model.scene(), words),
                        () -> desk.pickFile(
                                getScene() == null ? null : getScene().getWindow(),
                                words.text("control-load.title"),
                                model.files().folder(),
                                FilesModel.PICTURES),
                        words),
                more());
        asked.getStyleClass().add("asked");
        ScrollPane scroll = new ScrollPane(asked);
        scroll.getStyleClass().add("asked-scroll");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        setVgrow(scroll, Priority.ALWAYS);
        LayersPane layers = new LayersPane(
                model.layers(), model.control(), model.mask(), FiltersPane.add(model.filters(), words), words);
        getChildren().addAll(scroll, layers, new FiltersPane(model.filters(), words), foot());
    }

    void focus() {
        prompt.focus();
    }

    private Node intents() {
        FlowPane chips = new FlowPane();
        chips.getStyleClass().add("intents");
        Map<Intent, ToggleButton> buttons = new EnumMap<>(Intent.class);
        for (Intent intent : Intent.values()) {
            ToggleButton chip = chip(intent.id());
            chip.setOnAction(_ -> {
                model.grow().onProperty().set(false);
                model.repaint().mean(intent);
                chip.setSelected(true);
            });
            buttons.put(intent, chip);
            chips.getChildren().add(chip);
        }
        ToggleButton grow = chip("enlarge");
        chips.getChildren().add(grow);
        grow.setOnAction(_ -> {
            model.grow().onProperty().set(true);
            grow.setSelected(true);
        });
        Runnable mark = () -> {
            boolean larger = model.grow().onProperty().get();
            Intent now = model.repaint().intentProperty().get();
            buttons.forEach((intent, chip) -> chip.setSelected(!larger && intent == now));
            grow.setSelected(larger);
        };
        Follow.value(chips, model.repaint().intentProperty(), _ -> mark.run());
        Follow.value(chips, model.grow().onProperty(), _ -> mark.run());
        return chips;
    }

    private ToggleButton chip(String id) {
        ToggleButton chip = new ToggleButton(words.text("intent." + id + ".button"));
        chip.setId("intent-" + id);
        chip.getStyleClass().add("chip");
        chip.setMinWidth(USE_PREF_SIZE);
        chip.setTooltip(new Tooltip(words.text("intent." + id + ".tip")));
        chip.setAccessibleText(words.text("intent." + id + ".tip"));
        return chip;
    }

    /// What says how a part of the picture is painted anew, which is not asked when all of it becomes larger.
    private Node part(Node... nodes) {
        VBox all = new VBox(nodes);
        all.getStyleClass().add("form");
        Follow.value(all, model.grow().onProperty(), larger -> Shown.set(all, !larger));
        return all;
    }

    /// What is about the mask is there while there is one.
    private Node masking() {
        Node seen = row(
                nodes.chosen(model.repaint().area()), nodes.node(model.repaint().padding()));
        VBox all = new VBox(
                nodes.chosen(model.repaint().content()),
                seen,
                nodes.slid(model.repaint().blur(), new Slider(0, MOST_BLUR_SLID, 0), 1),
                nodes.node(model.repaint().matchColours()));
        all.getStyleClass().add("form");
        Follow.value(all, model.page().maskedProperty(), masked -> Shown.set(all, masked));
        return all;
    }

    private Node promise() {
        Label label = new Label(words.text("canvas.promise"), new FontIcon(BootstrapIcons.CHECK));
        label.setId("canvas-promise");
        label.getStyleClass().add("promise");
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        Label whole = new Label(words.text("canvas.no-mask"), new FontIcon(BootstrapIcons.INFO_CIRCLE));
        whole.setId("canvas-no-mask");
        whole.getStyleClass().add("quiet");
        whole.setWrapText(true);
        whole.setMinHeight(USE_PREF_SIZE);
        Label vain = new Label(words.text("canvas.vain-mask"), new FontIcon(BootstrapIcons.EXCLAMATION_TRIANGLE));
        vain.setId("canvas-vain-mask");
        vain.setWrapText(true);
        vain.setMinHeight(USE_PREF_SIZE);
        Follow.value(label, model.seen().exactProperty(), exact -> Shown.set(label, exact));
        Follow.value(vain, model.seen().vainProperty(), empty -> Shown.set(vain, empty));
        Follow.value(whole, model.page().maskedProperty(), masked -> Shown.set(whole, !masked));
        return new VBox(label, whole, vain);
    }

    private Node more() {
        PromptPane negative = new PromptPane(
                "canvas-negative",
                model.repaint().negative(),
                create.form().rules().dialectProperty(),
                create.completions(),
                words);
        negative.adviseWhere(create.shelf().toldGuidance(), "negative.idle");
        negative.rows(2);
        ModelBox models = new ModelBox(create, words);
        TextField seed = new TextField();
        seed.setPromptText(words.text("seed.hint"));
        seed.textProperty().bindBidirectional(model.repaint().seedProperty());
        nodes.describe("seed", seed);
        seed.setId("canvas-seed");
        VBox rest = new VBox(
                negative,
                nodes.named("model", models, models),
                row(
                        nodes.node(create.form().steps()),
                        nodes.node(create.form().guidance().scale())),
                row(
                        nodes.node(create.form().sampler()),
                        nodes.node(create.form().schedule())),
                row(
                        nodes.named("seed", seed, seed),
                        part(nodes.node(model.repaint().count()))),
                part(
                        nodes.node(model.repaint().invert()),
                        nodes.node(model.repaint().soft().on()),
                        softly()));
        rest.getStyleClass().add("form");
        FontIcon sign = new FontIcon(BootstrapIcons.CHEVRON_DOWN);
        ToggleButton fold = new ToggleButton(words.text("canvas-more.button"), sign);
        fold.setId("canvas-more");
        fold.getStyleClass().add("fold");
        fold.setTooltip(new Tooltip(words.text("canvas-more.tip")));
        fold.setAccessibleText(words.text("canvas-more.tip"));
        fold.selectedProperty().subscribe(open -> {
            Shown.set(rest, open);
            sign.setIconCode(open ? BootstrapIcons.CHEVRON_UP : BootstrapIcons.CHEVRON_DOWN);
        });
        VBox all = new VBox(fold, rest);
        all.getStyleClass().add("form");
        return all;
    }

    /// How soft inpainting is done; there while it is.
    private Node softly() {
        SoftModel soft = model.repaint().soft();
        VBox all = new VBox();
        all.setId("soft-settings");
        all.getStyleClass().add("form");
        for (FormField<Number> field : soft.settings()) {
            if (field.kind() instanceof FormField.Kind.Figure(var _, var range)) {
                Slider slider = new Slider(range.least(), range.most(), range.least());
                all.getChildren().add(nodes.slid(field, slider, range.step()));
            }
        }
        Follow.value(all, soft.on().valueProperty(), on -> Shown.set(all, on));
        return all;
    }

    static HBox row(Node... nodes) {
        HBox row = new HBox(nodes);
        row.getStyleClass().add("row");
        return row;
    }

    private Node foot() {
        Label key = new Label(words.shown(KeyAction.CANVAS_GENERATE).replace(words.text("key.enter"), "↵"));
        key.getStyleClass().add("keys");
        Button generate = new Button("", key);
        generate.setId("canvas-generate");
        generate.getStyleClass().add("generate");
        generate.setContentDisplay(ContentDisplay.RIGHT);
        generate.setMaxWidth(Double.MAX_VALUE);
        generate.setTooltip(new Tooltip(words.text("canvas-generate.tip")));
        generate.setAccessibleText(words.text("canvas-generate.tip"));
        generate.setOnAction(_ -> model.generate());
        Runnable tell = () -> {
            GrowModel.Becomes larger = model.grow().becomesProperty().get();
            boolean grows = model.grow().onProperty().get() && larger != null;
            generate.setText(
                    grows && larger != null
                            ? words.text("canvas-enlarge.button", larger.width(), larger.height())
                            : words.text(
                                    "canvas-generate.button",
                                    model.repaint().count().value().intValue()));
            String tip = words.text(grows ? "canvas-enlarge.tip" : "canvas-generate.tip");
            generate.getTooltip().setText(tip);
            generate.setAccessibleText(tip);
            generate.setDisable(
                    model.page().documentProperty().get() == null || (grows && larger != null && !larger.possible()));
        };
        Follow.changes(generate, model.repaint().count().valueProperty(), tell);
        Follow.changes(generate, model.grow().onProperty(), tell);
        Follow.changes(generate, model.grow().becomesProperty(), tell);
        Follow.changes(generate, model.page().documentProperty(), tell);
        tell.run();
        VBox foot = new VBox(generate);
        foot.getStyleClass().add("foot");
        return foot;
    }
}
