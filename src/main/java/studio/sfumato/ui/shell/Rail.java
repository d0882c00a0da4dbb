package studio.sfumato.ui.shell;

import java.util.List;
import javafx.scene.AccessibleRole;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Workspace;

/// The narrow bar on the left: the workspaces, at its foot those one only visits.
final class Rail extends VBox {
    private static final int MOST_COUNTED = 99;

    private final ShellModel shell;
    private final Messages words;

    Rail(ShellModel shell, List<Workspace> workspaces, Messages words) {
        this.shell = shell;
        this.words = words;
        getStyleClass().add("rail");
        setAccessibleRole(AccessibleRole.TOOL_BAR);
        Region sign = new Region();
        sign.getStyleClass().add("sign");
        Region gap = new Region();
        setVgrow(gap, Priority.ALWAYS);
        getChildren().add(sign);
        workspaces.stream()
                .filter(workspace -> !workspace.atFoot())
                .forEach(workspace -> getChildren().add(button(workspace)));
        getChildren().add(gap);
        workspaces.stream()
                .filter(Workspace::atFoot)
                .forEach(workspace -> getChildren().add(button(workspace)));
    }

    private ToggleButton button(Workspace workspace) {
        String name = words.text("rail." + workspace.id());
        Label badge = new Label();
        badge.getStyleClass().add("badge");
        badge.setMouseTransparent(true);
        StackPane sign = new StackPane(new FontIcon(workspace.icon()), badge);
        sign.getStyleClass().add("rail-sign");
        ToggleButton button = new ToggleButton(name, sign);
        button.setId("rail-" + workspace.id());
        button.getStyleClass().add("rail-button");
        button.setContentDisplay(ContentDisplay.TOP);
        Follow.value(this, workspace.badge(), count -> {
            badge.setVisible(count > 0);
            badge.setText(count > MOST_COUNTED ? MOST_COUNTED + "+" : String.valueOf(count));
            button.setAccessibleText(count > 0 ? words.text("rail.badge", name, count) : name);
        });
        Follow.value(this, shell.workspaceProperty(), now -> button.setSelected(now.equals(workspace.id())));
        button.setOnAction(_ -> {
            shell.workspaceProperty().set(workspace.id());
            button.setSelected(true); // a workspace is left by entering another
        });
        return button;
    }
}
