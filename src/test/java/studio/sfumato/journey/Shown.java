package studio.sfumato.journey;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.scene.text.Text;
import studio.sfumato.image.Raster;

/// What can be told of a window from what it shows.
final class Shown {
    private Shown() {}

    /// {@return every colour in a picture}: one of a window that draws nothing has few
    static Set<Integer> colours(Raster picture) {
        return Arrays.stream(picture.toArgb()).boxed().collect(Collectors.toSet());
    }

    /// {@return what labels and buttons say and do not show}; a path may be cut.
    static List<String> cutOff(Node node) {
        List<String> found = new ArrayList<>();
        if (node instanceof Labeled labeled
                && labeled.isVisible()
                && labeled.getText() != null
                && !"status-folder".equals(labeled.getId())
                && !labeled.getStyleClass().contains("may-be-cut")
                && !labeled.getStyleClass().contains("path")
                && labeled.lookup(".text") instanceof Text shown
                && shown.getText().contains("...")) {
            found.add(labeled.getText() + " → " + shown.getText());
        }
        if (node instanceof Parent parent && node.isVisible()) {
            parent.getChildrenUnmodifiable().forEach(child -> found.addAll(cutOff(child)));
        }
        return found;
    }
}
