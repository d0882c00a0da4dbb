package studio.sfumato.image.metadata;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// A picture that guided another, in the words of A1111's ControlNet extension; what is not known is left out.
///
/// @param module what made its map; `none` where it was a map
/// @param model the network's name
record ControlText(
        String module,
        String model,
        @Nullable String weight,
        @Nullable String start,
        @Nullable String end,
        @Nullable String mode,
        @Nullable String resize,
        @Nullable String low,
        @Nullable String high) {
    /// More than anybody has; a field's name has two digits.
    private static final int MOST = 100;

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ").add("Module: " + module).add("Model: " + model);
        add(text, "Weight", weight);
        add(text, "Resize Mode", resize);
        add(text, "Threshold A", low);
        add(text, "Threshold B", high);
        add(text, "Guidance Start", start);
        add(text, "Guidance End", end);
        add(text, "Control Mode", mode);
        return text.toString();
    }

    private static void add(StringJoiner text, String name, @Nullable String value) {
        if (value != null) {
            text.add(name + ": " + value);
        }
    }

    /// {@return `told` with these as its fields `ControlNet 0` and so on, up to 99}
    static PictureParameters add(PictureParameters told, List<ControlText> units) {
        PictureParameters all = told;
        for (int i = 0; i < Math.min(MOST, units.size()); i++) {
            all = all.with("ControlNet " + i, units.get(i).toString());
        }
        return all;
    }
}
