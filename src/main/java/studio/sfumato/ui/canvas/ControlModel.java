package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.diffusion.control.ControlMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.ui.generate.FormField;

/// What guides the picture beside the words: each layer of control is a map, seen on the canvas before anything runs
/// and open to being painted on, with a network that follows it.
public final class ControlModel {
    private static final String PREFIX = "control.";

    private final PageModel page;
    private final Atelier atelier;
    private final Executor background;
    private final FxThread window;
    private final ObservableList<String> models = FXCollections.observableArrayList();
    private List<String> found = List.of();
    private final Map<Integer, Follower> units = new HashMap<>();
    private final ReadOnlyBooleanWrapper shown = new ReadOnlyBooleanWrapper(false);
    private final ObjectProperty<ControlType> type = new SimpleObjectProperty<>(ControlType.CANNY);
    private final StringProperty model = new SimpleStringProperty("");
    private final DoubleProperty weight = new SimpleDoubleProperty(1);
    private final DoubleProperty start = new SimpleDoubleProperty(0);
    private final DoubleProperty end = new SimpleDoubleProperty(1);
    private final ObjectProperty<ControlMode> mode = new SimpleObjectProperty<>(ControlMode.BALANCED);
    private final FormField<ControlType> typeField =
            FormField.choice("control-type", type, List.of(ControlType.values()), ControlType::label);
    private final FormField<ControlMode> modeField =
            FormField.choice("control-mode", mode, List.of(ControlMode.values()), ControlMode::label);
    private final FormField<Number> weightField =
            FormField.figure("control-weight", weight, new NumberField.Range(0, ControlUnit.MOST_WEIGHT, 0.05, 2));
    private final FormField<Number> startField =
            FormField.figure("control-start", start, new NumberField.Range(0, 1, 0.05, 2));
    private final FormField<Number> endField =
            FormField.figure("control-end", end, new NumberField.Range(0, 1, 0.05, 2));
    private final MapModel maps = new MapModel();
    private final MapMaking making;
    private Runnable heard = () -> {};
    private boolean following;

    ControlModel(PageModel page, Atelier atelier, Executor background, FxThread window) {
        this.page = page;
        this.atelier = atelier;
        this.background = background;
        this.window = window;
        making = new MapMaking(page, atelier, background, window, this::follower);
        page.chosenProperty().subscribe(_ -> follow());
        page.revisionProperty().subscribe(_ -> follow());
        page.documentProperty().subscribe((_, _) -> units.clear());
        Stream.of(typeField, modeField, weightField, startField, endField)
                .forEach(field -> field.valueProperty().subscribe((_, _) -> set()));
        model.subscribe((_, _) -> set());
        type.subscribe((before, now) -> {
            boolean leaves = before == ControlType.INPAINT && now.making() != ControlType.Making.DRAWN;
            if (!following && shown.get() && (leaves || now == ControlType.INPAINT)) {
                make(); // nothing of another kind is left, which would lie over the picture
            }
        });
        maps.changed(() -> {
            if (!following && shown.get()) {
                set();
                make();
            }
        });
    }

    /// {@return how the layer's map is made}
    public MapModel maps() {
        return maps;
    }

    /// {@return whether a layer of control is worked on}
    public ReadOnlyBooleanProperty shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /// {@return the networks there are}
    public ObservableList<String> models() {
        return models;
    }

    /// {@return the network that follows the layer; empty for none yet}
    public StringProperty modelProperty() {
        return model;
    }

    /// {@return what of the picture the map shows}
    public FormField<ControlType> type() {
        return typeField;
    }

    /// {@return who wins, the prompt or the map}
    public FormField<ControlMode> mode() {
        return modeField;
    }

    /// {@return how much it counts}
    public FormField<Number> weight() {
        return weightField;
    }

    /// {@return from which share of the steps on it guides}
    public FormField<Number> start() {
        return startField;
    }

    /// {@return up to which share it does}
    public FormField<Number> end() {
        return endField;
    }

    /// Looks for networks.
    public void look() {
        background.execute(() -> {
            List<String> there = atelier.controls();
            window.run(() -> {
                found = there;
                offer();
            });
        });
    }

    /// A map of depth may be for the model itself.
    private void offer() {
        List<String> all = type.get() == ControlType.DEPTH
                ? Stream.concat(Stream.of(ControlUnit.OWN), found.stream()).toList()
                : found;
        if (!models.equals(all)) {
            models.setAll(all);
        }
    }

    /// Adds a layer with a map of the picture.
    public void add() {
        look();
        page.edit(open -> {
            int id = open.addLayer(LayerKind.CONTROL, LayersModel.free(open, page.name("control")));
            units.put(id, Follower.USUAL);
            page.chosenProperty().set(id);
        });
        follow();
        make();
    }

    /// Adds an empty layer that shows a pose.
    ///
    /// @return whether there is one now
    boolean addPose() {
        look();
        boolean added = page.edit(open -> {
            int id = open.addLayer(LayerKind.CONTROL, LayersModel.free(open, page.name("pose")));
            units.put(id, Follower.USUAL.of(ControlType.OPENPOSE));
            page.chosenProperty().set(id);
        });
        follow();
        heard.run();
        return added;
    }

    /// Makes the map of the layer that is worked on anew from the picture. While one is made, the newest wish waits.
    public void make() {
        making.make();
    }

    /// Lays a map that is there already, the picture in `file`, onto the layer that is worked on, stretched over the
    /// document.
    public void load(Path file) {
        making.load(file);
    }

    /// {@return what guides a state of the document; its pixels are still to be taken}
    ///
    /// @throws RequestException if a layer that is seen has no network
    List<Guides> guides(CanvasState state) {
        List<Guides> all = new ArrayList<>();
        for (Layer layer : state.layers()) {
            if (layer.kind() == LayerKind.CONTROL && layer.visible()) {
                Follower unit = follower(layer.id());
                if (unit.model().isEmpty()) {
                    throw new RequestException(
                            "the layer '" + layer.name() + "' guides nothing: no network follows it",
                            "Choose one, or hide the layer.",
                            null);
                }
                all.add(new Guides(layer, unit));
            }
        }
        return all;
    }

    /// A layer and what follows it.
    record Guides(Layer layer, Follower follower) {
        /// {@return the unit}
        ControlUnit of(CanvasState state, Atelier atelier, Supplier<InpaintMap> canvas) {
            return follower.unit(layer, state, atelier, canvas);
        }
    }

    /// Runs `changed` whenever something is set.
    void changed(Runnable changed) {
        heard = changed;
    }

    /// {@return everything as text, by name}
    Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>();
        units.forEach((id, unit) -> texts.put(PREFIX + id, unit.text()));
        return texts;
    }

    /// Takes what [#texts] wrote.
    void read(Map<String, String> texts) {
        texts.forEach((key, text) -> {
            String id = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : "";
            if (id.matches("\\d{1,9}")) {
                Follower.read(text).ifPresent(unit -> units.put(Integer.parseInt(id), unit));
            }
        });
        follow();
    }

    private Follower follower(int layer) {
        return units.getOrDefault(layer, Follower.USUAL);
    }

    private void follow() {
        Optional<Layer> layer = page.layer().filter(each -> each.kind() == LayerKind.CONTROL);
        following = true;
        layer.ifPresent(each -> {
            Follower unit = follower(each.id());
            type.set(unit.type());
            maps.take(unit.type(), unit.map());
            model.set(unit.model());
            weight.set(unit.weight());
            start.set(unit.start());
            end.set(unit.end());
            mode.set(unit.mode());
        });
        following = false;
        offer();
        if (layer.isPresent() && !shown.get()) {
            look();
        }
        shown.set(layer.isPresent());
    }

    private void set() {
        if (!following && shown.get()) {
            offer();
            if (model.get().equals(ControlUnit.OWN) && type.get() != ControlType.DEPTH) {
                model.set(""); // which sets the rest
                return;
            }
            page.layer().ifPresent(layer -> {
                units.put(
                        layer.id(),
                        new Follower(
                                type.get(),
                                maps.settings(type.get()),
                                model.get(),
                                weight.get(),
                                Math.min(start.get(), end.get()),
                                Math.max(start.get(), end.get()),
                                mode.get()));
                heard.run();
            });
        }
    }
}
