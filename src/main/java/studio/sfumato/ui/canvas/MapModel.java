package studio.sfumato.ui.canvas;

import java.util.List;
import java.util.Map;
import javafx.beans.property.SimpleDoubleProperty;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.ui.generate.FormField;

/// How the map of a layer of control is made: the thresholds of its kind, where that has any.
public final class MapModel {
    private static final NumberField.Range LEVELS = NumberField.Range.whole(0, 10_000);

    private final FormField<Number> low =
            field("control-low", ControlType.CANNY.settings().low(), LEVELS);
    private final FormField<Number> high =
            field("control-high", ControlType.CANNY.settings().high(), LEVELS);
    private final FormField<Number> stroke =
            field("control-stroke", ControlType.SCRIBBLE.settings().low(), NumberField.Range.whole(1, 64));
    private final FormField<Number> coarse =
            field("control-coarse", ControlType.TILE.settings().low(), new NumberField.Range(1, 64, 0.5, 1));
    private final Map<ControlType, List<FormField<Number>>> fields = Map.of(
            ControlType.CANNY, List.of(low, high),
            ControlType.SCRIBBLE, List.of(stroke),
            ControlType.TILE, List.of(coarse));

    private static FormField<Number> field(String id, double usual, NumberField.Range range) {
        return FormField.figure(id, new SimpleDoubleProperty(usual), range);
    }

    /// {@return the lower threshold of edges: from it on, what hangs on an edge is one}
    FormField<Number> low() {
        return low;
    }

    /// {@return the upper threshold of edges: from it on, it is one by itself}
    FormField<Number> high() {
        return high;
    }

    /// {@return how dark a stroke of a scribble is at least}
    FormField<Number> stroke() {
        return stroke;
    }

    /// {@return how many times coarser a tile becomes}
    FormField<Number> coarse() {
        return coarse;
    }

    /// {@return those that count for maps of this kind}
    List<FormField<Number>> of(ControlType type) {
        return fields.getOrDefault(type, List.of());
    }

    /// Runs `heard` whenever one is set.
    void changed(Runnable heard) {
        fields.values()
                .forEach(all -> all.forEach(field -> field.valueProperty().subscribe((_, _) -> heard.run())));
    }

    /// {@return what is set for maps of this kind}
    MapSettings settings(ControlType type) {
        List<FormField<Number>> counts = of(type);
        return switch (counts.size()) {
            case 0 -> type.settings();
            case 1 -> new MapSettings(number(counts.getFirst()), type.settings().high());
            default -> {
                double first = number(counts.getFirst());
                double second = number(counts.get(1));
                yield new MapSettings(Math.min(first, second), Math.max(first, second));
            }
        };
    }

    private static double number(FormField<Number> field) {
        return field.value().doubleValue();
    }

    /// Takes what is set for a map; other kinds are as usual.
    void take(ControlType type, MapSettings settings) {
        fields.forEach((each, counts) -> {
            MapSettings now = each == type ? settings : each.settings();
            counts.getFirst().valueProperty().setValue(now.low());
            if (counts.size() > 1) {
                counts.get(1).valueProperty().setValue(now.high());
            }
        });
    }
}
