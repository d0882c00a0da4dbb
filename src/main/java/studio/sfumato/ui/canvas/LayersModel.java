package studio.sfumato.ui.canvas;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;

/// The layers of the document, the uppermost first, and what can be done to them.
public final class LayersModel {
    private final PageModel page;
    private final ObservableList<Layer> rows = FXCollections.observableArrayList();
    private final DoubleProperty opacity = new SimpleDoubleProperty(1);
    private final ReadOnlyBooleanWrapper any = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper open = new ReadOnlyBooleanWrapper(false);
    private boolean following;

    LayersModel(PageModel page) {
        this.page = page;
        page.documentProperty().subscribe(_ -> follow());
        page.revisionProperty().subscribe(_ -> follow());
        page.chosenProperty().subscribe(_ -> follow());
        opacity.subscribe((_, now) -> fade(now.doubleValue()));
    }

    /// {@return how the program's texts name a kind of layer}
    static String id(LayerKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /// {@return the layers, the uppermost first}
    public ObservableList<Layer> rows() {
        return rows;
    }

    /// {@return the layer that is worked on}
    public ReadOnlyIntegerProperty chosenProperty() {
        return page.chosenProperty();
    }

    /// {@return whether a layer is worked on}
    public ReadOnlyBooleanProperty anyProperty() {
        return any.getReadOnlyProperty();
    }

    /// {@return whether a document is open}
    public ReadOnlyBooleanProperty openProperty() {
        return open.getReadOnlyProperty();
    }

    /// {@return how opaque that layer is, 0…1}
    public DoubleProperty opacityProperty() {
        return opacity;
    }

    /// {@return the row of the layer that is worked on, −1 for none}
    int place() {
        return place(page.chosenProperty().get());
    }

    private int place(int id) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).id() == id) {
                return i;
            }
        }
        return -1;
    }

    /// Works on the layer `id` from now on.
    public void choose(int id) {
        page.chosenProperty().set(id);
    }

    /// Adds an empty layer and works on it.
    public void add(LayerKind kind) {
        page.edit(open -> choose(open.addLayer(kind, free(open, page.name(id(kind))))));
    }

    /// {@return `name`, with a number if another layer has it}
    static String free(CanvasDocument open, String name) {
        String wanted = name;
        for (int number = 2; taken(open, wanted); number++) {
            wanted = name + " " + number;
        }
        return wanted;
    }

    private static boolean taken(CanvasDocument open, String name) {
        return open.layers().stream().anyMatch(each -> each.name().equals(name));
    }

    /// Takes the layer that is worked on away.
    public void delete() {
        page.layer().ifPresent(layer -> {
            int below = place() + 1;
            Optional<Layer> next = below < rows.size() ? Optional.of(rows.get(below)) : Optional.empty();
            if (page.edit(open -> open.removeLayer(layer.id()))) {
                next.ifPresent(each -> choose(each.id()));
            }
        });
    }

    /// Makes one layer of the one that is worked on and the one below it.
    public void mergeDown() {
        page.layer().ifPresent(layer -> {
            int below = place() + 1;
            if (below < rows.size()) {
                int next = rows.get(below).id();
                if (page.edit(open -> open.pixels(layer.id()).mergeDown())) {
                    choose(next);
                }
            }
        });
    }

    /// Puts the layer that is worked on so many places higher.
    public void moveBy(int places) {
        page.layer()
                .ifPresent(layer -> page.edit(open -> {
                    int to = open.state().indexOf(layer.id()) + places;
                    if (to >= 0 && to < open.layers().size()) {
                        open.reorder(layer.id(), to);
                    }
                }));
    }

    /// Puts a layer where another one is.
    void moveTo(Layer layer, Layer place) {
        page.edit(open -> open.reorder(layer.id(), open.state().indexOf(place.id())));
        choose(layer.id());
    }

    /// Shows or hides a layer.
    void toggle(@Nullable Layer layer) {
        if (layer != null) {
            page.edit(open -> open.setVisible(layer.id(), !layer.visible()));
        }
    }

    /// Locks or unlocks a layer.
    void lock(@Nullable Layer layer) {
        if (layer != null) {
            page.edit(open -> open.setLocked(layer.id(), !layer.locked()));
        }
    }

    /// Names a layer.
    void rename(Layer layer, String name) {
        if (!name.equals(layer.name())) {
            page.edit(open -> open.rename(layer.id(), name));
        }
    }

    private void fade(double wanted) {
        if (!following) {
            page.layer().ifPresent(layer -> page.edit(open -> open.setOpacity(layer.id(), wanted)));
        }
    }

    /// Rows that are as they were stay.
    private void follow() {
        List<Layer> now = page.document().map(open -> open.layers().reversed()).orElse(List.of());
        boolean same = now.size() == rows.size();
        for (int i = 0; same && i < now.size(); i++) {
            same = now.get(i).id() == rows.get(i).id();
        }
        if (same) {
            for (int i = 0; i < now.size(); i++) {
                if (!now.get(i).equals(rows.get(i))) {
                    rows.set(i, now.get(i));
                }
            }
        } else {
            rows.setAll(now);
        }
        following = true;
        open.set(page.document().isPresent());
        any.set(page.layer().isPresent());
        opacity.set(page.layer().map(Layer::opacity).orElse(1d));
        following = false;
    }
}
