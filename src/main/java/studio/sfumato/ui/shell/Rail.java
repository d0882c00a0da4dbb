package studio.sfumato.ui.shell;

import java.util.List;
import java.util.Locale;
import javafx.geometry.Side;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Menu;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Look;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Workspace;

/// The narrow bar on the left: the workspaces, and at its foot how the window looks and speaks.
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
        getChildren().addAll(gap, appearance());
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

    private Button appearance() {
        Button button = new Button(words.text("rail.appearance"), new FontIcon(BootstrapIcons.CIRCLE_HALF));
        button.setId("appearance");
        button.getStyleClass().add("rail-button");
        button.setContentDisplay(ContentDisplay.TOP);
        button.setAccessibleText(words.text("rail.appearance"));
        ContextMenu menu = new ContextMenu(looks(), languages());
        button.setOnAction(_ -> menu.show(button, Side.RIGHT, 0, 0));
        return button;
    }

    private Menu looks() {
        Menu menu = new Menu(words.text("appearance.look"), new FontIcon(BootstrapIcons.PALETTE));
        ToggleGroup group = new ToggleGroup();
        for (Look look : Look.values()) {
            RadioMenuItem item = new RadioMenuItem(words.text("look." + look.id()));
            item.setId("look-" + look.id());
            item.setToggleGroup(group);
            item.setSelected(shell.lookProperty().get() == look);
            item.setOnAction(_ -> shell.lookProperty().set(look));
            menu.getItems().add(item);
        }
        return menu;
    }

    private Menu languages() {
        Menu menu = new Menu(words.text("appearance.language"), new FontIcon(BootstrapIcons.CHAT_SQUARE_TEXT));
        ToggleGroup group = new ToggleGroup();
        for (Locale language : Messages.LANGUAGES) {
            RadioMenuItem item = new RadioMenuItem(language.getDisplayName(language));
            item.setId("language-" + language.toLanguageTag());
            item.setToggleGroup(group);
            item.setSelected(shell.languageProperty().get().equals(language));
            item.setOnAction(_ -> shell.languageProperty().set(language));
            menu.getItems().add(item);
        }
        return menu;
    }
}
