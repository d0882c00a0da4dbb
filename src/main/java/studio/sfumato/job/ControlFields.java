package studio.sfumato.job;

import java.math.BigDecimal;
import java.util.List;
import java.util.StringJoiner;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.image.metadata.PictureParameters;

/// The pictures that guided a picture, in A1111's text: the fields of its ControlNet extension.
final class ControlFields {
    private static final String FIELD = "ControlNet ";

    private ControlFields() {}

    static PictureParameters add(PictureParameters parameters, List<ControlUnit> units) {
        PictureParameters all = parameters;
        List<ControlUnit> others =
                units.stream().filter(unit -> !unit.own()).toList(); // a depth model's map is none of the extension's
        for (int i = 0; i < others.size(); i++) {
            all = all.with(FIELD + i, text(others.get(i)));
        }
        return all;
    }

    private static String text(ControlUnit unit) {
        StringJoiner text = new StringJoiner(", ")
                .add("Module: " + (unit.made() ? "none" : unit.type().module()))
                .add("Model: " + unit.model())
                .add("Weight: " + plain(unit.weight()))
                .add("Resize Mode: " + title(unit.resize()));
        if (!unit.made() && unit.type().thresholds() > 0) {
            text.add("Threshold A: " + plain(unit.settings().low()));
        }
        if (!unit.made() && unit.type().thresholds() > 1) {
            text.add("Threshold B: " + plain(unit.settings().high()));
        }
        return text.add("Guidance Start: " + plain(unit.start()))
                .add("Guidance End: " + plain(unit.end()))
                .add("Pixel Perfect: True")
                .add("Control Mode: " + unit.mode().title())
                .toString();
    }

    /// The extension's names for them.
    private static String title(ResizeMode mode) {
        return switch (mode) {
            case STRETCH, LATENT -> "Just Resize";
            case CROP -> "Crop and Resize";
            case FILL -> "Resize and Fill";
        };
    }

    /// {@return a number without an exponent or needless zeros}
    static String plain(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    /// {@return the same without the folders that networks lie in}
    static List<ControlUnit> named(List<ControlUnit> units) {
        return units.stream()
                .map(unit -> unit.withModel(EnsembleFields.name(unit.model())))
                .toList();
    }
}
