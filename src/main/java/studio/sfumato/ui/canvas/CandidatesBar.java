package studio.sfumato.ui.canvas;

import java.util.List;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.RasterView;
import studio.sfumato.ui.common.Shown;

/// What was made for the canvas, to flip through, and what to do with the one that is looked at.
final class CandidatesBar extends HBox {
    private static final double SIDE = 76;
    private static final double PERCENT = 100;

    private final CandidatesModel model;
    private final Messages words;
    private final HBox strip = new HBox();

    CandidatesBar(CandidatesModel model, Messages words) {
        this.model = model;
        this.words = words;
        getStyleClass().add("candidates");
        Controls controls = new Controls(words);
        strip.getStyleClass().add("candidate-strip");
        ScrollPane scroll = new ScrollPane(strip);
        scroll.getStyleClass().add("asked-scroll");
        scroll.setVbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFitToHeight(true);
        setHgrow(scroll, Priority.ALWAYS);
        Button accept = controls.button("candidate-accept", model::accept);
        accept.getStyleClass().add("primary");
        Button open = controls.button("candidate-open", model::accept);
        open.getStyleClass().add("primary");
        Button blend = controls.button("candidate-blend", model::blend);
        Button vary = controls.button("candidate-vary", model::vary);
        Button more = controls.button("candidate-more", model::more);
        Button stop = controls.button("candidate-stop", model::stop);
        Button none = controls.sign("candidate-none", BootstrapIcons.X, model::forget);
        getChildren().addAll(head(), scroll, accept, open, blend, vary, more, stop, none);
        Follow.changes(this, model.candidates(), this::fill);
        Follow.value(this, model.pendingProperty(), _ -> fill());
        Follow.value(this, model.chosenProperty(), now -> mark(now.intValue()));
        Follow.value(this, model.lookingProperty(), looking -> {
            accept.setDisable(!looking);
            open.setDisable(!looking);
            blend.setDisable(!looking);
            vary.setDisable(!looking);
        });
        Follow.value(this, model.largerProperty(), larger -> {
            Shown.set(open, larger);
            List.of(accept, blend, vary).forEach(each -> Shown.set(each, !larger));
        });
        Follow.value(this, model.pendingProperty(), number -> {
            Shown.set(stop, number.intValue() > 0);
            Shown.set(more, number.intValue() == 0);
            Shown.set(none, number.intValue() == 0);
        });
        fill();
    }

    private Node head() {
        Label name = new Label(words.text("candidates.head"));
        name.getStyleClass().add("quiet");
        name.setMinWidth(USE_PREF_SIZE);
        Label keys = new Label("←  →  ↵");
        keys.getStyleClass().add("quiet");
        keys.setTooltip(new Tooltip(words.text("candidates.keys")));
        keys.setAccessibleText(words.text("candidates.keys"));
        VBox head = new VBox(name, keys);
        head.getStyleClass().add("candidates-head");
        return head;
    }

    private void fill() {
        List<Node> cards = IntStream.range(0, model.candidates().size())
                .mapToObj(this::card)
                .toList();
        strip.getChildren().setAll(cards);
        for (int i = 0; i < model.pendingProperty().get(); i++) {
            strip.getChildren().add(waits(i == 0));
        }
        mark(model.chosenProperty().get());
        boolean any = !strip.getChildren().isEmpty();
        Shown.set(this, any);
    }

    /// @param next whether it is the one that is being made
    private Node waits(boolean next) {
        Label share = new Label();
        share.getStyleClass().add("quiet");
        StackPane waits = new StackPane(share);
        waits.getStyleClass().add("candidate-waits");
        waits.setMinSize(SIDE, SIDE);
        waits.setMaxSize(SIDE, SIDE);
        if (next) {
            share.setId("candidate-progress");
            Follow.value(share, model.progressProperty(), now -> {
                long percent = Math.round(PERCENT * now.doubleValue());
                share.setText(percent == 0 ? "" : words.text("candidate.progress", percent));
            });
        }
        return waits;
    }

    private Node card(int number) {
        RasterView picture = new RasterView();
        picture.rasterProperty().set(model.candidates().get(number).thumbnail());
        picture.setMinSize(SIDE, SIDE);
        picture.setMaxSize(SIDE, SIDE);
        ToggleButton card = new ToggleButton("", picture);
        card.setId("candidate-" + (number + 1));
        card.getStyleClass().add("candidate");
        card.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        String says = words.text("candidate.tip", number + 1, model.candidates().size());
        card.setTooltip(new Tooltip(says));
        card.setAccessibleText(says);
        card.setOnAction(_ -> {
            model.choose(card.isSelected() ? number : CandidatesModel.NONE);
            mark(model.chosenProperty().get());
        });
        return card;
    }

    private void mark(int chosen) {
        for (int i = 0; i < strip.getChildren().size(); i++) {
            if (strip.getChildren().get(i) instanceof ToggleButton card) {
                card.setSelected(i == chosen);
            }
        }
    }
}
