package studio.sfumato.ui.generate;

import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;

/// Everything beyond the usual, folded away until it is wanted; it says how much of it is not as usual.
final class AdvancedPane extends VBox {
    private static final int COLUMNS = 2;
    private static final Set<String> WIDE = Set.of("sigmas", "vae", "hires-model", "hires-prompt", "hires-negative");

    private final FormModel form;
    private final Messages words;
    private final FieldNodes nodes;
    private final VBox groups = new VBox();
    private final FontIcon chevron = new FontIcon(BootstrapIcons.CHEVRON_RIGHT);

    AdvancedPane(CreateModel create, Messages words) {
        this.form = create.form();
        this.words = words;
        nodes = new FieldNodes(words);
        getStyleClass().add("advanced");
        groups.getStyleClass().add("groups");
        ToggleButton fold = new ToggleButton(words.text("advanced.name"), chevron);
        fold.setId("advanced");
        fold.getStyleClass().add("fold");
        fold.setTooltip(new Tooltip(words.text("advanced.tip")));
        fold.setAccessibleText(words.text("advanced.name"));
        fold.setMinWidth(USE_PREF_SIZE);
        fold.selectedProperty().bindBidirectional(create.draft().advancedOpenProperty());
        Label changed = new Label();
        changed.setId("advanced-changed");
        changed.getStyleClass().add("badge");
        Button reset = new Button(words.text("advanced.reset"));
        reset.setId("advanced-reset");
        reset.getStyleClass().add("back");
        reset.setTooltip(new Tooltip(words.text("advanced.reset-tip")));
        reset.setAccessibleText(words.text("advanced.reset-tip"));
        reset.setOnAction(_ -> form.resetAdvanced());
        Follow.value(this, form.changedProperty(), number -> {
            changed.setText(words.text("advanced.changed", number));
            changed.setVisible(number.intValue() > 0);
            reset.setVisible(number.intValue() > 0);
        });
        changed.managedProperty().bind(changed.visibleProperty());
        reset.managedProperty().bind(reset.visibleProperty());
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox head = new HBox(fold, gap, changed, reset);
        head.getStyleClass().add("fold-head");
        getChildren().addAll(head, groups);
        Follow.value(this, create.draft().advancedOpenProperty(), this::open);
    }

    /// Its many controls are made when they are first wanted, so the window opens without them.
    private void open(boolean open) {
        if (open && groups.getChildren().isEmpty()) {
            form.advanced().forEach(group -> groups.getChildren().add(group(group)));
        }
        groups.setVisible(open);
        groups.setManaged(open);
        chevron.setIconCode(open ? BootstrapIcons.CHEVRON_DOWN : BootstrapIcons.CHEVRON_RIGHT);
    }

    private Node group(FormGroup group) {
        Label heading = new Label(words.text("group." + group.id()));
        heading.getStyleClass().add("group-name");
        GridPane grid = new GridPane();
        grid.getStyleClass().add("group-fields");
        for (int i = 0; i < COLUMNS; i++) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(100.0 / COLUMNS);
            grid.getColumnConstraints().add(column);
        }
        int cell = 0;
        for (FormField<?> field : group.fields()) {
            boolean wide = field.kind() instanceof FormField.Kind.Flag || WIDE.contains(field.id());
            if (wide && cell % COLUMNS != 0) {
                cell++;
            }
            grid.add(nodes.node(field), cell % COLUMNS, cell / COLUMNS, wide ? COLUMNS : 1, 1);
            cell += wide ? COLUMNS : 1;
        }
        VBox box = new VBox(heading, grid);
        box.getStyleClass().add("group");
        return box;
    }
}
