package studio.sfumato.ui.models;

import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Labels;
import studio.sfumato.ui.common.Messages;

/// The amounts of a U-Net's blocks, folded away until each is to have one of its own.
final class BlocksFold extends VBox {
    private final MergeModel model;
    private final Messages words;
    private final VBox rows = new VBox();

    BlocksFold(MergeModel model, Messages words) {
        this.model = model;
        this.words = words;
        getStyleClass().add("blocks");
        rows.getStyleClass().add("block-rows");
        CheckBox each = new CheckBox(words.text("merge.blocks"));
        each.setId("merge-blocks");
        each.setTooltip(new Tooltip(words.text("merge.blocks.tip")));
        each.setAccessibleText(words.text("merge.blocks"));
        each.selectedProperty().bindBidirectional(model.byBlockProperty());
        getChildren().addAll(each, rows);
        Follow.value(this, model.byBlockProperty(), this::open);
        Follow.changes(this, model.blocks(), () -> open(model.byBlockProperty().get()));
    }

    private void open(boolean open) {
        rows.setVisible(open);
        rows.setManaged(open);
        rows.getChildren().clear();
        if (open) {
            fill();
        }
    }

    private void fill() {
        Label about = Labels.quiet(words.text("merge.blocks.about"));
        Button level =
                new Button(words.text("merge.level.button"), new FontIcon(BootstrapIcons.ARROW_COUNTERCLOCKWISE));
        level.setId("merge-level");
        level.setMaxWidth(Double.MAX_VALUE);
        level.setTooltip(new Tooltip(words.text("merge.level.tip")));
        level.setAccessibleText(words.text("merge.level.tip"));
        level.setOnAction(_ -> model.level());
        rows.getChildren().addAll(about, level);
        for (MergeModel.Block block : model.blocks()) {
            rows.getChildren()
                    .add(new AmountRow(
                            "merge-" + block.name().toLowerCase(Locale.ROOT),
                            block.name(),
                            words.text("merge.block.tip", block.name()),
                            block.amount(),
                            model.methodProperty()));
        }
    }
}
