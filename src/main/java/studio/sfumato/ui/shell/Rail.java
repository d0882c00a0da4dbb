package studio.sfumato.ui.shell;

import java.util.List;
import javafx.scene.AccessibleRole;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Workspace;

/// The narrow bar on the left: the workspaces, at its foot those one only visits.
final class Rail extends VBox {
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
        ToggleButton button = new ToggleButton(name, new FontIcon(workspace.icon()));
        button.setId("rail-" + workspace.id());
        button.getStyleClass().add("rail-button");
        button.setContentDisplay(ContentDisplay.TOP);
        button.setAccessibleText(name);
        Follow.value(this, shell.workspaceProperty(), now -> button.setSelected(now.equals(workspace.id())));
        button.setOnAction(_ -> {
            shell.workspaceProperty().set(workspace.id());
            button.setSelected(true); // a workspace is left by entering another
        });
        return button;
    }
}
