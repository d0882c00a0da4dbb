package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
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
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.LayerPixels;
import studio.sfumato.canvas.Surface;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.control.ControlMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Framing;
import studio.sfumato.image.PictureFile;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.image.control.Pose;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.ui.generate.FormField;

/// What guides the picture beside the words: each layer of control is a map, seen on the canvas before anything runs
/// and open to being painted on, with a network that follows it.
public final class ControlModel {
    private static final int WHITE = 0xFFFFFF;
    private static final String PREFIX = "control.";
    private static final String BETWEEN = "\t";
    private static final String AND = ":";

    private final PageModel page;
    private final Atelier atelier;
    private final Executor background;
    private final FxThread window;
    private final ObservableList<String> models = FXCollections.observableArrayList();
    private List<String> found = List.of();
    private final Map<Integer, Unit> units = new HashMap<>();
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
    private Runnable heard = () -> {};
    private boolean making;
    private Optional<Wish> next = Optional.empty();
    private boolean following;

    /// A layer whose map is to be made: numbers of layers are those of other layers in another document.
    private record Wish(CanvasDocument document, int layer) {}

    /// What follows a layer, and how.
    private record Unit(
            ControlType type,
            MapSettings map,
            String model,
            double weight,
            double start,
            double end,
            ControlMode mode) {
        static final Unit USUAL =
                new Unit(ControlType.CANNY, ControlType.CANNY.settings(), "", 1, 0, 1, ControlMode.BALANCED);

        Unit of(ControlType other) {
            return new Unit(other, other.settings(), model, weight, start, end, mode);
        }

        String text() {
            return String.join(
                    BETWEEN,
                    type.label() + AND + map.low() + AND + map.high(),
                    Double.toString(weight),
                    Double.toString(start),
                    Double.toString(end),
                    mode.label(),
                    model);
        }

        static Optional<Unit> read(String text) {
            String[] parts = text.split(BETWEEN, 6);
            try {
                String[] map = parts[0].split(AND, 3);
                ControlType type = ControlType.get(map[0]);
                return parts.length < 6
                        ? Optional.empty()
                        : Optional.of(new Unit(
                                type,
                                map.length < 3
                                        ? type.settings()
                                        : new MapSettings(Double.parseDouble(map[1]), Double.parseDouble(map[2])),
                                parts[5],
                                Double.parseDouble(parts[1]),
                                Double.parseDouble(parts[2]),
                                Double.parseDouble(parts[3]),
                                ControlMode.get(parts[4])));
            } catch (RequestException | NumberFormatException _) {
                return Optional.empty(); // of another version
            }
        }
    }

    ControlModel(PageModel page, Atelier atelier, Executor background, FxThread window) {
        this.page = page;
        this.atelier = atelier;
        this.background = background;
        this.window = window;
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
            units.put(id, Unit.USUAL);
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
            units.put(id, Unit.USUAL.of(ControlType.OPENPOSE));
            page.chosenProperty().set(id);
        });
        follow();
        heard.run();
        return added;
    }

    /// Makes the map of the layer that is worked on anew from the picture. While one is made, the newest wish waits.
    public void make() {
        page.layer()
                .filter(each -> each.kind() == LayerKind.CONTROL)
                .ifPresent(layer -> page.document().ifPresent(open -> make(new Wish(open, layer.id()))));
    }

    private void make(Wish wish) {
        if (!open(wish)) {
            return;
        }
        if (making) {
            next = Optional.of(wish);
            return;
        }
        making = true;
        CanvasState state = wish.document.snapshot();
        Unit unit = units.getOrDefault(wish.layer, Unit.USUAL);
        background.execute(() -> {
            Optional<Consumer<LayerPixels>> put = Optional.empty();
            try {
                put = Optional.of(Roomy.of(
                        state, () -> map(Framing.on(new Compositor(state).flattened(), WHITE), unit)));
            } catch (StudioException impossible) {
                window.run(() -> page.tell(Note.of(impossible)));
            } finally {
                Optional<Consumer<LayerPixels>> made = put;
                window.run(() -> made(wish, made));
            }
        });
    }

    private boolean open(Wish wish) {
        return page.documentProperty().get() == wish.document
                && wish.document.state().find(wish.layer).isPresent();
    }

    private void put(Wish wish, Consumer<LayerPixels> what) {
        if (open(wish)) {
            page.edit(document -> what.accept(document.pixels(wish.layer)));
        }
    }

    /// {@return what puts the map, or the skeletons, of a picture onto a layer}
    private Consumer<LayerPixels> map(Raster picture, Unit unit) {
        if (unit.type.making() == ControlType.Making.DRAWN) {
            Pose pose = atelier.pose(picture, unit.type.people());
            return pixels -> pixels.pose(pose.people(), false);
        }
        Surface map = unit.type == ControlType.INPAINT
                ? Surface.EMPTY
                : Surface.of(atelier.map(picture, unit.type, unit.map), 0, 0);
        return pixels -> pixels.map(map);
    }

    /// Lays a map that is there already, the picture in `file`, onto the layer that is worked on, stretched over the
    /// document.
    public void load(Path file) {
        Optional<CanvasDocument> there = page.document();
        Optional<Layer> layer = page.layer().filter(each -> each.kind() == LayerKind.CONTROL);
        if (there.isEmpty() || layer.isEmpty()) {
            return;
        }
        Wish wish = new Wish(there.get(), layer.get().id());
        int width = there.get().width();
        int height = there.get().height();
        background.execute(() -> {
            try {
                Surface map = Roomy.of(width, height, () -> {
                    Raster picture = Framing.on(PictureFile.read(file), 0);
                    return Surface.of(Framing.stretched(picture, width, height), 0, 0);
                });
                window.run(() -> put(wish, pixels -> pixels.map(map)));
            } catch (StudioException unreadable) {
                window.run(() -> page.tell(Note.of(unreadable)));
            }
        });
    }

    private void made(Wish wish, Optional<Consumer<LayerPixels>> what) {
        making = false;
        what.ifPresent(each -> put(wish, each));
        Optional<Wish> waiting = next;
        next = Optional.empty();
        waiting.ifPresent(this::make);
    }

    /// {@return what guides a state of the document; its pixels are still to be taken}
    ///
    /// @throws RequestException if a layer that is seen has no network
    List<Guides> guides(CanvasState state) {
        List<Guides> all = new ArrayList<>();
        for (Layer layer : state.layers()) {
            if (layer.kind() == LayerKind.CONTROL && layer.visible()) {
                Unit unit = units.getOrDefault(layer.id(), Unit.USUAL);
                if (unit.model.isEmpty()) {
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
    record Guides(Layer layer, Unit unit) {
        /// {@return the unit; of the map the engine takes the part that the model sees}
        ControlUnit of(CanvasState state, Atelier atelier, InpaintMap canvas) {
            boolean made = unit.type != ControlType.INPAINT;
            Surface drawn = layer.filtered();
            Raster map = made ? Framing.on(drawn.raster(state.area()), 0) : canvas.under(drawn);
            return new ControlUnit(
                    unit.type,
                    made,
                    atelier.keep(map),
                    unit.model,
                    unit.weight,
                    unit.start,
                    unit.end,
                    unit.mode,
                    ResizeMode.STRETCH,
                    unit.map);
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
                Unit.read(text).ifPresent(unit -> units.put(Integer.parseInt(id), unit));
            }
        });
        follow();
    }

    private void follow() {
        Optional<Layer> layer = page.layer().filter(each -> each.kind() == LayerKind.CONTROL);
        following = true;
        layer.ifPresent(each -> {
            Unit unit = units.getOrDefault(each.id(), Unit.USUAL);
            type.set(unit.type);
            maps.take(unit.type, unit.map);
            model.set(unit.model);
            weight.set(unit.weight);
            start.set(unit.start);
            end.set(unit.end);
            mode.set(unit.mode);
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
                        new Unit(
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
