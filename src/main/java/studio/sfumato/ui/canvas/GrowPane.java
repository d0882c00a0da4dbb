package studio.sfumato.ui.canvas;

import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.layout.VBox;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Labels;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Shown;
import studio.sfumato.ui.generate.DetailModel;
import studio.sfumato.ui.generate.FieldNodes;

/// How all of the picture is made larger, and what comes of it; there while that is wanted.
final class GrowPane extends VBox {
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");
    private static final double MOST_SLID = 8;

    GrowPane(CanvasModel model, Messages words) {
        getStyleClass().add("form");
        FieldNodes nodes = new FieldNodes(words);
        DetailModel how = model.grow().how();
        getChildren()
                .addAll(
                        Labels.quiet(words.text("grow.about")),
                        nodes.slid(how.scale(), new Slider(1, MOST_SLID, 1), 0.5),
                        becomes(model),
                        nodes.slid(how.strength(), new Slider(0, 1, 0), 0.05),
                        nodes.node(how.upscaler()),
                        nodes.chosen(how.method()),
                        RepaintPane.row(nodes.node(how.tile()), nodes.node(how.overlap())));
        Follow.value(this, model.grow().onProperty(), on -> Shown.set(this, on));
    }

    private static Node becomes(CanvasModel model) {
        Label says = Labels.quiet("");
        says.setId("grow-becomes");
        says.getStyleClass().add("grow-becomes");
        Follow.value(says, model.grow().becomesProperty(), result -> {
            says.setText(result == null ? "" : result.says(model.page()));
            says.pseudoClassStateChanged(WRONG, result != null && !result.possible());
        });
        return says;
    }
}
