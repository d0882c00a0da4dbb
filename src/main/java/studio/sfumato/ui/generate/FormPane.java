package studio.sfumato.ui.generate;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NumberField;

/// Everything a picture is made from but the words: model, size, steps, guidance, sampler, schedule, seed, how many,
/// and a fold with the rest.
final class FormPane extends VBox {
    private static final int SLIDER_STEPS = 60;
    private static final double SLIDER_CFG = 15;

    private final FormModel form;
    private final Messages words;
    private final FieldNodes nodes;

    FormPane(CreateModel create, Messages words) {
        this.form = create.form();
        this.words = words;
        nodes = new FieldNodes(words);
        getStyleClass().add("form");
        ModelBox models = new ModelBox(create, words);
        getChildren().addAll(SourceLine.both(form.origin(), words));
        getChildren()
                .addAll(
                        nodes.named("model", models, models),
                        new SizePane(form.size(), words),
                        nodes.slid(form.steps(), new Slider(1, SLIDER_STEPS, 1), 1),
                        nodes.slid(form.guidance().scale(), new Slider(1, SLIDER_CFG, 1), 0.5),
                        row(nodes.node(form.sampler()), nodes.node(form.schedule())),
                        seed(),
                        row(counter(form.count()), counter(form.clipSkip())),
                        new AdvancedPane(create, words));
    }

    private Node seed() {
        TextField field = new TextField();
        field.setPromptText(words.text("seed.hint"));
        field.textProperty().bindBidirectional(form.seedProperty());
        nodes.describe("seed", field);
        HBox.setHgrow(field, Priority.ALWAYS);
        Button dice = Icons.button(
                "seed-random",
                BootstrapIcons.DICE_5,
                words.text("seed.random"),
                form.seedProperty().isEmpty());
        dice.setOnAction(_ -> form.freeSeed());
        Button again = Icons.button(
                "seed-again",
                BootstrapIcons.ARROW_COUNTERCLOCKWISE,
                words.text("seed.again"),
                form.lastSeedProperty().isEmpty());
        again.setOnAction(_ -> form.reuseSeed());
        FontIcon sign = new FontIcon(BootstrapIcons.UNLOCK);
        ToggleButton lock = toggle("seed-lock", sign, words.text("seed.lock"));
        lock.setOnAction(_ -> {
            form.lockSeed();
            lock.setSelected(!form.seedProperty().get().isEmpty());
        });
        Follow.value(lock, form.seedProperty(), seed -> {
            lock.setSelected(!seed.isEmpty());
            sign.setIconCode(seed.isEmpty() ? BootstrapIcons.UNLOCK : BootstrapIcons.LOCK);
        });
        return nodes.named("seed", field, row(field, dice, lock, again));
    }

    /// {@return a button that stays pressed, with a sign instead of a word}
    static ToggleButton toggle(String id, FontIcon sign, String says) {
        ToggleButton button = new ToggleButton("", sign);
        button.setId(id);
        button.getStyleClass().add("icon-button");
        button.setTooltip(new Tooltip(says));
        button.setAccessibleText(says);
        return button;
    }

    private Node counter(FormField<Number> field) {
        if (!(nodes.control(field) instanceof NumberField number)) {
            throw new IllegalArgumentException(field.id());
        }
        HBox.setHgrow(number, Priority.ALWAYS);
        Button less = stepper(field, "-less", BootstrapIcons.DASH, "step.less");
        Button more = stepper(field, "-more", BootstrapIcons.PLUS, "step.more");
        less.setOnAction(_ -> number.step(-1));
        more.setOnAction(_ -> number.step(1));
        HBox all = new HBox(number, less, more);
        all.getStyleClass().add("counter");
        return nodes.node(field, number, all);
    }

    private Button stepper(FormField<Number> field, String end, Ikon icon, String key) {
        Button button = Icons.button(field.id() + end, icon, words.text(key));
        button.setAccessibleText(words.text(field.id() + ".name") + ": " + words.text(key));
        button.setFocusTraversable(false); // the arrow keys do the same in the field
        return button;
    }

    /// {@return nodes side by side}
    static HBox row(Node... nodes) {
        HBox row = new HBox(nodes);
        row.getStyleClass().add("row");
        return row;
    }
}
