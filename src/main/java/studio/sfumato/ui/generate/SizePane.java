package studio.sfumato.ui.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;

/// How large the picture will be: shapes to choose with one click, more sizes in a menu, and the two sides.
final class SizePane extends VBox {
    private final SizeModel size;
    private final Messages words;

    SizePane(SizeModel size, Messages words) {
        this.size = size;
        this.words = words;
        getStyleClass().add("field");
        FieldNodes nodes = new FieldNodes(words);
        Control width = nodes.control(size.width());
        Control height = nodes.control(size.height());
        HBox.setHgrow(width, Priority.ALWAYS);
        HBox.setHgrow(height, Priority.ALWAYS);
        Label by = new Label("×");
        by.getStyleClass().add("by");
        List<Node> shapes = new ArrayList<>();
        for (Aspect aspect : Aspect.values()) {
            shapes.add(aspect(aspect));
        }
        shapes.add(presets());
        FontIcon sign = new FontIcon(BootstrapIcons.LINK_45DEG);
        ToggleButton lock = FormPane.toggle("lock-ratio", sign, words.text("lock-ratio.tip"));
        lock.selectedProperty().bindBidirectional(size.lockedProperty());
        Button swap = Icons.button("swap", BootstrapIcons.ARROW_LEFT_RIGHT, words.text("swap.tip"));
        swap.setOnAction(_ -> size.swap());
        VBox both = new VBox(FormPane.row(shapes.toArray(Node[]::new)), FormPane.row(width, by, height, lock, swap));
        both.getStyleClass().add("size");
        Label name = new Label(words.text("size.name"));
        name.getStyleClass().add("field-name");
        name.setLabelFor(width);
        getChildren().addAll(name, both);
    }

    private MenuButton presets() {
        MenuButton menu = new MenuButton("", new FontIcon(BootstrapIcons.ASPECT_RATIO));
        menu.setId("size-presets");
        menu.getStyleClass().add("presets");
        menu.setTooltip(new Tooltip(words.text("size.presets")));
        menu.setAccessibleText(words.text("size.presets"));
        Follow.value(
                menu,
                size.usualProperty(),
                _ -> menu.getItems()
                        .setAll(size.presets().stream().map(this::preset).toList()));
        return menu;
    }

    private MenuItem preset(ImageSize preset) {
        MenuItem item = new MenuItem(preset.width() + " × " + preset.height());
        item.setId("size-" + preset);
        item.setOnAction(_ -> size.take(preset));
        return item;
    }

    private ToggleButton aspect(Aspect aspect) {
        String id = aspect.name().toLowerCase(Locale.ROOT);
        Region shape = new Region();
        shape.getStyleClass().addAll("shape", id);
        ToggleButton button = new ToggleButton(aspect.label(), shape);
        button.setId("aspect-" + id);
        button.getStyleClass().add("aspect");
        button.setContentDisplay(ContentDisplay.LEFT);
        button.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(button, Priority.ALWAYS);
        String says = words.text("aspect." + id);
        button.setTooltip(new Tooltip(says));
        button.setAccessibleText(says);
        BooleanBinding chosen = Bindings.createBooleanBinding(
                () -> {
                    ImageSize shaped = aspect.of(size.usualProperty().get());
                    return shaped.width() == size.widthProperty().get()
                            && shaped.height() == size.heightProperty().get();
                },
                size.usualProperty(),
                size.widthProperty(),
                size.heightProperty());
        chosen.subscribe(button::setSelected);
        button.setOnAction(_ -> {
            size.choose(aspect);
            button.setSelected(chosen.get());
        });
        button.getProperties().put(BooleanBinding.class, chosen); // bindings are held weakly
        return button;
    }
}
