package studio.sfumato.ui.generate;

import atlantafx.base.controls.Popover;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.NamedLora;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;

/// The row under the prompts: the styles around them, more of them, the LoRAs, the embeddings, and the
/// prompts before.
final class PromptTools extends FlowPane {
    private final CreateModel create;
    private final Messages words;
    private final Button more;
    private final Button history;
    private final Button loras;
    private final Button embeddings;

    PromptTools(CreateModel create, Messages words) {
        this.create = create;
        this.words = words;
        getStyleClass().add("prompt-tools");
        more = chip("styles", BootstrapIcons.PLUS, "styles.name", "styles.tip");
        more.setOnAction(_ -> open(more, "styles.title", new StylesPane(create, words)));
        history = chip("history", BootstrapIcons.CLOCK_HISTORY, "history.name", "history.tip");
        history.setOnAction(_ -> {
            Popover popover = new Popover();
            HistoryPane pane = new HistoryPane(create.prompt(), words, popover::hide);
            show(popover, history, "history.name", pane);
            pane.focus();
        });
        loras = chip("loras", BootstrapIcons.LAYERS, "loras.name", "loras.tip");
        loras.setOnAction(_ -> cards(loras, create.loras()));
        embeddings = chip("embeddings", BootstrapIcons.TAG, "embeddings.name", "embeddings.tip");
        embeddings.setOnAction(_ -> cards(embeddings, create.embeddings()));
        Follow.changes(this, create.styles().chosen(), this::fill);
        Follow.value(this, create.form().addOnsProperty(), _ -> fill());
        fill();
    }

    private void fill() {
        List<Node> chips = new ArrayList<>();
        create.styles().chosen().forEach(name -> {
            Button chip = chosen(name, words.text("styles.remove", name));
            chip.setOnAction(_ -> create.styles().toggle(name));
            chips.add(chip);
        });
        AddOns addOns = create.form().addOnsProperty().get();
        addOns.loras().forEach(lora -> {
            Button chip = chosen(lora.name() + " " + lora.unet(), words.text("loras.remove", lora.name()));
            chip.setOnAction(_ -> create.form()
                    .addOnsProperty()
                    .set(addOns.withLoras(addOns.loras().stream()
                            .filter(other -> !other.equals(lora))
                            .toList())));
            chips.add(chip);
        });
        addOns.embeddings().forEach(name -> {
            Button chip = chosen(NamedLora.stem(name), words.text("embeddings.remove", NamedLora.stem(name)));
            chip.setOnAction(_ -> create.form()
                    .addOnsProperty()
                    .set(addOns.withEmbeddings(addOns.embeddings().stream()
                            .filter(other -> !other.equals(name))
                            .toList())));
            chips.add(chip);
        });
        chips.add(more);
        chips.add(loras);
        chips.add(embeddings);
        chips.add(history);
        getChildren().setAll(chips);
    }

    /// The chip's name is also what the words of its cards begin with.
    private void cards(Button by, CardsModel model) {
        Popover popover = new Popover();
        CardsPane pane = new CardsPane(by.getId(), model, words, popover::hide);
        show(popover, by, by.getId() + ".title", pane);
        pane.focus();
    }

    private Button chosen(String name, String says) {
        Button chip = new Button(name, new FontIcon(BootstrapIcons.X));
        chip.getStyleClass().addAll("chip", "chosen");
        chip.setContentDisplay(ContentDisplay.RIGHT);
        chip.setMnemonicParsing(false);
        chip.setTooltip(new Tooltip(says));
        chip.setAccessibleText(says);
        return chip;
    }

    private Button chip(String id, Ikon icon, String name, String tip) {
        Button chip = new Button(words.text(name), new FontIcon(icon));
        chip.setId(id);
        chip.getStyleClass().add("chip");
        chip.setTooltip(new Tooltip(words.text(tip)));
        chip.setAccessibleText(words.text(name));
        return chip;
    }

    private void open(Node by, String title, Node content) {
        show(new Popover(), by, title, content);
    }

    private void show(Popover popover, Node by, String title, Node content) {
        popover.setContentNode(content);
        popover.setTitle(words.text(title));
        popover.setHeaderAlwaysVisible(true);
        popover.setDetachable(false);
        popover.setArrowLocation(Popover.ArrowLocation.LEFT_TOP);
        popover.show(by);
        popover.setOnHidden(_ -> Follow.end(content));
    }
}
