package studio.sfumato.ui.common;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javafx.scene.input.KeyCombination;

/// A key that does something.
///
/// @param id what it does: `shortcut.ID` says it
/// @param keys the keys, of which each will do
public record Shortcut(String id, List<KeyCombination> keys) {
    /// A shortcut with one way to press it.
    ///
    /// @param keys as [KeyCombination#valueOf(String)] reads them, such as `Shortcut+Enter`
    public Shortcut(String id, String... keys) {
        this(id, Arrays.stream(keys).map(KeyCombination::valueOf).toList());
    }

    /// {@return the keys as they stand on a keyboard of the reader's country}
    public String shown(Messages words) {
        return keys.stream().map(key -> shown(key, words)).collect(Collectors.joining(" / "));
    }

    private static String shown(KeyCombination keys, Messages words) {
        return Arrays.stream(keys.getName().split("\\+"))
                .map(part -> part(part, words))
                .collect(Collectors.joining("+"));
    }

    private static String part(String part, Messages words) {
        String key = part.toLowerCase(Locale.ROOT).replace(' ', '-');
        return switch (key) {
            case "shortcut", "ctrl" -> words.text("key.ctrl");
            case "shift", "enter", "esc", "delete", "space" -> words.text("key." + key);
            case "up" -> "↑";
            case "down" -> "↓";
            case "left" -> "←";
            case "right" -> "→";
            case "plus" -> "+";
            case "minus" -> "−";
            default -> part;
        };
    }
}
