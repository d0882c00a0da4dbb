package studio.sfumato.ui.common;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/// Keys as they are pressed and as they are written.
public final class KeyNames {
    private static final int MANY = 6;

    private KeyNames() {}

    /// {@return what was pressed, as one would press it again}
    public static KeyCombination pressed(KeyEvent key) {
        List<KeyCombination.Modifier> held = new ArrayList<>();
        if (key.isShortcutDown()) {
            held.add(KeyCombination.SHORTCUT_DOWN);
        } else if (key.isControlDown()) {
            held.add(KeyCombination.CONTROL_DOWN);
        } else if (key.isMetaDown()) {
            held.add(KeyCombination.META_DOWN);
        }
        if (key.isAltDown()) {
            held.add(KeyCombination.ALT_DOWN);
        }
        if (key.isShiftDown()) {
            held.add(KeyCombination.SHIFT_DOWN);
        }
        return new KeyCodeCombination(key.getCode(), held.toArray(KeyCombination.Modifier[]::new));
    }

    /// {@return the keys as they stand on a keyboard of the reader's country, of many the first and the last}
    static String shown(List<KeyCombination> keys, Messages words) {
        return keys.size() > MANY
                ? shown(keys.getFirst(), words) + " … " + shown(keys.getLast(), words)
                : keys.stream().map(key -> shown(key, words)).collect(Collectors.joining(" / "));
    }

    /// {@return one of them}
    static String shown(KeyCombination key, Messages words) {
        return Arrays.stream(key.getName().split("\\+"))
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
            case "open-bracket" -> "[";
            case "close-bracket" -> "]";
            default -> part;
        };
    }
}
