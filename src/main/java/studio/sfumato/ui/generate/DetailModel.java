package studio.sfumato.ui.generate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.ui.common.NumberField;

/// How pictures are made larger with new detail, tile by tile: what the gallery and the canvas have in common.
public final class DetailModel {
    /// The tile that suits the picture or the model.
    private static final int FITTING = 0;

    /// Tiles that are worked on where nobody says are no larger: more takes more memory than many machines have.
    private static final int LARGEST_TILE = 1024;

    private static final NumberField.Range SCALES = new NumberField.Range(1, SdUpscale.MOST_SCALE, 0.5, 2);
    private static final List<Integer> TILES = List.of(FITTING, 256, 384, 512, 640, 768, 1024, 1536);

    private final ObservableList<String> names = FXCollections.observableArrayList();
    private final DoubleProperty scale;
    private final StringProperty upscaler;
    private final DoubleProperty strength = new SimpleDoubleProperty(SdUpscale.STRENGTH);
    private final ObjectProperty<SdUpscale.Method> method = new SimpleObjectProperty<>(SdUpscale.Method.TILES);
    private final FormField<Number> scaleField;
    private final FormField<String> upscalerField;
    private final FormField<Number> strengthField =
            FormField.figure("enlarge-strength", strength, new NumberField.Range(0, 1, 0.05, 2));
    private final FormField<SdUpscale.Method> methodField =
            FormField.choice("enlarge-method", method, List.of(SdUpscale.Method.values()), SdUpscale.Method::label);
    private final FormField<Integer> tileField = FormField.choice(
            "enlarge-tile",
            new SimpleObjectProperty<>(FITTING),
            TILES,
            side -> side == FITTING ? "" : side + " × " + side);
    private final FormField<Number> overlapField = FormField.whole(
            "enlarge-overlap",
            new SimpleIntegerProperty(SdUpscale.USUAL_OVERLAP),
            new NumberField.Range(0, SdUpscale.MOST_OVERLAP, 8, 0));

    /// @param times how many times as wide and high pictures become at first
    /// @param first the upscaler to begin with
    public DetailModel(double times, String first) {
        scale = new SimpleDoubleProperty(times);
        upscaler = new SimpleStringProperty(first);
        scaleField = FormField.figure("enlarge-scale", scale, SCALES);
        upscalerField = FormField.listed("enlarge-upscaler", upscaler, names, List.of(), "choice.usual");
    }

    /// What was set, at one time.
    ///
    /// @param scale how many times as wide and high
    /// @param upscaler what makes pictures larger first
    /// @param strength how far the tiles are changed, 0…1
    /// @param side of a tile; 0 for what fits
    /// @param overlap how many pixels tiles share
    /// @param usual whether that is what they share where nobody says
    /// @param method how tiles become one picture
    public record Wish(
            double scale,
            String upscaler,
            double strength,
            int side,
            int overlap,
            boolean usual,
            SdUpscale.Method method) {
        /// Small tiles overlap by this share of a side at most, where nobody says.
        private static final int SHARE = 4;

        /// {@return how large a tile is}
        ///
        /// @param fitting what fits
        public ImageSize tile(ImageSize fitting) {
            return side == FITTING
                    ? new ImageSize(Math.min(fitting.width(), LARGEST_TILE), Math.min(fitting.height(), LARGEST_TILE))
                    : new ImageSize(side, side);
        }

        /// {@return how a picture is made larger in tiles of that size}
        public SdUpscale how(ImageSize tile) {
            int shared = usual ? Math.min(overlap, Math.min(tile.width(), tile.height()) / SHARE) : overlap;
            return new SdUpscale(scale, upscaler, shared, method).within(tile);
        }

        /// {@return the task}
        public Task.Upscale task(PictureRef source, ImageSize tile) {
            return new Task.Upscale(source, strength, how(tile));
        }
    }

    /// {@return what is set now}
    public Wish wish() {
        return new Wish(
                scale.get(),
                upscaler.get(),
                strength.get(),
                tileField.value(),
                overlapField.value().intValue(),
                !overlapField.changedProperty().get(),
                method.get());
    }

    /// {@return the upscalers there are}
    public ObservableList<String> names() {
        return names;
    }

    /// These upscalers were found; one that is gone gives way to the first.
    public void offer(List<String> found) {
        String before = upscaler.get();
        names.setAll(found);
        upscaler.set(found.contains(before) || found.isEmpty() ? before : found.getFirst());
    }

    /// {@return the upscaler's name}
    public StringProperty upscalerProperty() {
        return upscaler;
    }

    /// {@return how many times as wide and high pictures become}
    public DoubleProperty scaleProperty() {
        return scale;
    }

    /// {@return how far the tiles are changed, 0…1}
    public DoubleProperty strengthProperty() {
        return strength;
    }

    /// {@return how tiles become one picture}
    public ObjectProperty<SdUpscale.Method> methodProperty() {
        return method;
    }

    /// {@return how many times as wide and high pictures become}
    public FormField<Number> scale() {
        return scaleField;
    }

    /// {@return what makes them larger first}
    public FormField<String> upscaler() {
        return upscalerField;
    }

    /// {@return how far the tiles are changed}
    public FormField<Number> strength() {
        return strengthField;
    }

    /// {@return how tiles become one picture}
    public FormField<SdUpscale.Method> method() {
        return methodField;
    }

    /// {@return a tile's side; 0 for what fits}
    public FormField<Integer> tile() {
        return tileField;
    }

    /// {@return how many pixels tiles share}
    public FormField<Number> overlap() {
        return overlapField;
    }

    private List<FormField<?>> fields() {
        return List.of(scaleField, upscalerField, strengthField, methodField, tileField, overlapField);
    }

    /// Runs `heard` whenever something is different.
    public void changed(Runnable heard) {
        fields().forEach(field -> field.valueProperty().subscribe((_, _) -> heard.run()));
    }

    /// {@return everything as text, by name}
    public Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        fields().forEach(field -> texts.put(field.id(), field.text()));
        return texts;
    }

    /// Takes what [#texts] wrote; what is missing or cannot be stays.
    public void read(Map<String, String> texts) {
        fields().forEach(field -> Optional.ofNullable(texts.get(field.id()))
                .filter(text -> possible(field, text))
                .ifPresent(field::read));
    }

    /// {@return whether a field that takes more than can be may take that}
    private boolean possible(FormField<?> field, String text) {
        return field == upscalerField
                ? !text.isBlank()
                : field != scaleField
                        || SCALES.read(text)
                                .filter(times -> times >= SCALES.least())
                                .isPresent();
    }
}
