package studio.sfumato.ui.generate;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.StackPane;
import javafx.scene.text.Text;

/// Says as much as there is room for, and nothing by halves: the first of several wordings that fits. All of it is in
/// its tooltip.
final class FittingLabel extends StackPane {
    private final Label label = new Label();
    private List<String> wordings = List.of();

    /// @param id of the label
    FittingLabel(String id) {
        label.setId(id);
        label.getStyleClass().add("quiet");
        setAlignment(Pos.CENTER_LEFT);
        setMinWidth(0);
        setPrefWidth(0);
        getChildren().add(label);
        widthProperty().subscribe(_ -> choose());
        label.fontProperty().subscribe(_ -> choose());
    }

    /// Says the first of `others` that there is room for, from now on.
    void say(List<String> others) {
        wordings = List.copyOf(others);
        label.setTooltip(wordings.isEmpty() ? null : new Tooltip(wordings.getFirst()));
        choose();
    }

    private void choose() {
        label.setText(wordings.stream().filter(this::fits).findFirst().orElse(""));
    }

    private boolean fits(String text) {
        Text measured = new Text(text);
        measured.setFont(label.getFont());
        return Math.ceil(measured.getLayoutBounds().getWidth()) + 1 <= getWidth();
    }
}
