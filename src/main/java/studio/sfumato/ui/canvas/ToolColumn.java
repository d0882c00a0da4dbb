package studio.sfumato.ui.canvas;

import java.util.EnumMap;
import java.util.Map;
import javafx.scene.AccessibleRole;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.canvas.tool.ToolKind;
import studio.sfumato.ui.canvas.tool.ToolModel;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;

/// The tools one can hold, in a column; the one that is held is marked.
final class ToolColumn extends VBox {
    private final Map<ToolKind, ToggleButton> buttons = new EnumMap<>(ToolKind.class);

    ToolColumn(ToolModel tools, Messages words) {
        getStyleClass().add("tool-column");
        setAccessibleRole(AccessibleRole.TOOL_BAR);
        for (ToolKind kind : ToolKind.values()) {
            ToggleButton button = new ToggleButton("", new FontIcon(icon(kind)));
            button.setId("tool-" + kind.id());
            button.getStyleClass().add("tool");
            String says = words.text("tool." + kind.id() + ".tip");
            button.setTooltip(new Tooltip(says));
            button.setAccessibleText(says);
            button.setOnAction(_ -> {
                tools.kindProperty().set(kind);
                button.setSelected(true);
            });
            buttons.put(kind, button);
            getChildren().add(button);
        }
        Follow.value(
                this, tools.kindProperty(), now -> buttons.forEach((kind, button) -> button.setSelected(kind == now)));
    }

    private static Ikon icon(ToolKind kind) {
        return switch (kind) {
            case MOVE -> BootstrapIcons.ARROWS_MOVE;
            case BRUSH -> BootstrapIcons.BRUSH;
            case ERASER -> BootstrapIcons.ERASER;
            case LASSO -> BootstrapIcons.VECTOR_PEN;
            case RECTANGLE -> BootstrapIcons.BOUNDING_BOX_CIRCLES;
            case POLYGON -> BootstrapIcons.PENTAGON;
            case FILL -> BootstrapIcons.PAINT_BUCKET;
            case COLOUR -> BootstrapIcons.EYEDROPPER;
            case CROP -> BootstrapIcons.CROP;
            case POSE -> BootstrapIcons.PERSON_BOUNDING_BOX;
        };
    }
}
