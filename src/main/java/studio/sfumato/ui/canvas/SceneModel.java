package studio.sfumato.ui.canvas;

import java.util.Optional;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.image.control.SceneClass;
import studio.sfumato.ui.canvas.tool.ToolKind;
import studio.sfumato.ui.canvas.tool.ToolModel;

/// The colours that segmentation maps have for what they show: picking one, one paints with it.
public final class SceneModel {
    private final PageModel page;
    private final ToolModel tools;
    private final StringProperty search = new SimpleStringProperty("");
    private final ObservableList<SceneClass> found = FXCollections.observableArrayList(SceneClass.all());

    SceneModel(PageModel page, ToolModel tools) {
        this.page = page;
        this.tools = tools;
        search.subscribe((_, words) -> found.setAll(SceneClass.find(words)));
    }

    /// {@return what is looked for}
    public StringProperty searchProperty() {
        return search;
    }

    /// {@return what was found}
    public ObservableList<SceneClass> found() {
        return found;
    }

    /// {@return what one paints with, 0xRRGGBB}
    ReadOnlyIntegerProperty colourProperty() {
        return tools.colourProperty();
    }

    /// {@return what one paints with now, the first of its colour}
    public Optional<SceneClass> picked() {
        int rgb = tools.colourProperty().get();
        return SceneClass.all().stream().filter(each -> each.rgb() == rgb).findFirst();
    }

    /// Paints with the colour of `each` from now on, with a hard brush: between two colours lie those of something
    /// else.
    public void pick(SceneClass each) {
        tools.colourProperty().set(each.rgb());
        tools.hardnessProperty().set(1);
        if (tools.kindProperty().get() != ToolKind.FILL) {
            tools.kindProperty().set(ToolKind.BRUSH);
        }
    }

    /// Takes all off the map that is worked on.
    public void clear() {
        page.layer()
                .filter(layer -> layer.kind() == LayerKind.CONTROL)
                .ifPresent(layer -> page.edit(open -> open.pixels(layer.id()).clear()));
    }
}
