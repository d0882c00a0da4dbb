package studio.sfumato.ui.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NoteBar;
import studio.sfumato.ui.common.Workspace;

/// The workspace Settings: its sections on the left, the settings of one of them in the middle.
final class SettingsView extends BorderPane implements Workspace.Page {
    private final SettingsWorkspace place;
    private final Messages words;
    private final VBox sections = new VBox();
    private final ScrollPane scroll = new ScrollPane();
    private final ToggleGroup group = new ToggleGroup();
    private final Map<String, Supplier<Node>> makers = new LinkedHashMap<>();
    private final Map<String, Node> made = new LinkedHashMap<>();

    SettingsView(SettingsWorkspace place, Messages words) {
        this.place = place;
        this.words = words;
        getStyleClass().add("settings");
        Label title = new Label(words.text("rail.settings"));
        title.getStyleClass().add("panel-title");
        sections.getStyleClass().add("panel");
        sections.getChildren().add(title);
        section("pictures", BootstrapIcons.IMAGE, () -> new PictureSettings(place.model(), place.desk(), words));
        section("engine", BootstrapIcons.CPU, () -> new EngineSettingsPane(place.model(), place.toModels(), words));
        section("window", BootstrapIcons.WINDOW, () -> new WindowSettings(place.model(), words));
        section("keys", BootstrapIcons.KEYBOARD, () -> new ShortcutsPane(words));
        section("earlier", BootstrapIcons.CLOCK_HISTORY, () -> new EarlierPane(place.model(), words));
        setLeft(sections);
        scroll.getStyleClass().add("settings-scroll");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        VBox middle = new VBox(new NoteBar(place.model().notes(), words), scroll);
        middle.getStyleClass().add("middle");
        setCenter(middle);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        Follow.value(this, place.model().sectionProperty(), this::show);
    }

    private void section(String id, BootstrapIcons icon, Supplier<Node> rows) {
        String name = words.text("settings.section." + id);
        ToggleButton button = new ToggleButton(name, new FontIcon(icon));
        button.setId("section-" + id);
        button.getStyleClass().add("section");
        button.setToggleGroup(group);
        button.setMaxWidth(Double.MAX_VALUE);
        button.setTooltip(new Tooltip(words.text("settings.section." + id + ".tip")));
        button.setAccessibleText(name);
        button.setOnAction(_ -> {
            button.setSelected(true); // a section is left by opening another
            place.model().sectionProperty().set(id);
        });
        makers.put(id, rows);
        sections.getChildren().add(button);
    }

    /// Sections are made when they are first opened, and stay, so that they are let go with the page.
    private void show(String id) {
        group.getToggles()
                .forEach(each -> each.setSelected(((Node) each).getId().equals("section-" + id)));
        StackPane all = scroll.getContent() instanceof StackPane there ? there : new StackPane();
        all.getStyleClass().setAll("sections");
        scroll.setContent(all);
        Node shown = made.computeIfAbsent(id, _ -> {
            Node fresh = Objects.requireNonNull(makers.get(id)).get();
            all.getChildren().add(fresh);
            return fresh;
        });
        made.values().forEach(node -> {
            node.setVisible(node == shown);
            node.setManaged(node == shown);
        });
        scroll.setVvalue(0);
        if (id.equals("earlier")) {
            place.model().lookBack();
        }
    }

    @Override
    public Node node() {
        return this;
    }

    @Override
    public void entered() {
        place.model().look();
        if (group.getSelectedToggle() instanceof ToggleButton open) {
            open.requestFocus();
        }
    }
}
