package studio.sfumato.ui.common;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyCombination.ModifierValue;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;

/// Which key does what in the window now: the usual ones, and those that were chosen instead.
public final class Keymap {
    /// Keys that move the focus or a choice, and those that a list or a button does something with.
    private static final Set<KeyCode> MOVING = Collections.unmodifiableSet(EnumSet.of(
            KeyCode.UP,
            KeyCode.DOWN,
            KeyCode.LEFT,
            KeyCode.RIGHT,
            KeyCode.HOME,
            KeyCode.END,
            KeyCode.PAGE_UP,
            KeyCode.PAGE_DOWN,
            KeyCode.ENTER,
            KeyCode.SPACE,
            KeyCode.BACK_SPACE));

    /// Keys that fields do something with while Ctrl is held.
    private static final Set<KeyCode> EDITING = Collections.unmodifiableSet(EnumSet.of(
            KeyCode.A,
            KeyCode.C,
            KeyCode.V,
            KeyCode.X,
            KeyCode.Y,
            KeyCode.Z,
            KeyCode.LEFT,
            KeyCode.RIGHT,
            KeyCode.HOME,
            KeyCode.END,
            KeyCode.BACK_SPACE,
            KeyCode.DELETE));

    private final ReadOnlyObjectWrapper<Map<KeyAction, KeyCombination>> chosen = new ReadOnlyObjectWrapper<>(Map.of());
    private final Keeper keeper;

    /// Keeps what was chosen.
    @FunctionalInterface
    public interface Keeper {
        /// Keeps the key of the action called `id` as [KeyCombination#getName()] writes it; `null` for the usual one.
        void keep(String id, @Nullable String keys);
    }

    /// Why an action cannot have a key.
    public sealed interface Refusal {
        /// Another action has it.
        record Taken(KeyAction by) implements Refusal {}

        /// It would be typed.
        record Typed() implements Refusal {}

        /// Fields, lists and buttons need it.
        record Needed() implements Refusal {}
    }

    private Keymap(Keeper keeper) {
        this.keeper = keeper;
    }

    /// {@return the usual keys, which stay so}
    public static Keymap usual() {
        return new Keymap((_, _) -> {});
    }

    /// {@return the keys that were kept; where one cannot be, its action has the usual one and `notes` hears why}
    ///
    /// @param kept keys by the action's id
    public static Keymap of(Map<String, String> kept, Consumer<String> notes, Keeper keeper) {
        Keymap keymap = new Keymap(keeper);
        Map<KeyAction, KeyCombination> chosen = new EnumMap<>(KeyAction.class);
        kept.forEach((id, text) -> {
            Optional<KeyAction> action = KeyAction.of(id).filter(known -> known.rule() != KeyAction.Rule.FIXED);
            Optional<KeyCombination> keys = parse(text);
            if (action.isEmpty()) {
                notes.accept("the shortcut '" + id + "' in the settings names nothing that has a key to choose");
            } else if (keys.isEmpty()) {
                notes.accept("the shortcut of " + id + " cannot be '" + text + "'; the usual one is used");
            } else {
                chosen.put(action.get(), keys.get());
            }
        });
        keymap.chosen.set(Map.copyOf(chosen));
        for (KeyAction action : KeyAction.values()) { // all are looked at together, so that two may change places
            KeyCombination keys = chosen.get(action);
            if (keys != null && keymap.refusal(action, keys).isPresent()) {
                chosen.remove(action);
                keymap.chosen.set(Map.copyOf(chosen));
                notes.accept("the shortcut of " + action.id() + " cannot be '" + keys.getName()
                        + "', which does something else; the usual one is used");
            }
        }
        return keymap;
    }

    private static Optional<KeyCombination> parse(String text) {
        try {
            return KeyCombination.valueOf(text) instanceof KeyCodeCombination keys
                    ? Optional.of(keys)
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// {@return the keys that were chosen instead of the usual ones}
    public ReadOnlyObjectProperty<Map<KeyAction, KeyCombination>> chosenProperty() {
        return chosen.getReadOnlyProperty();
    }

    /// {@return the keys of `action`, of which each will do}
    public List<KeyCombination> keys(KeyAction action) {
        KeyCombination own = chosen.get().get(action);
        return own == null ? action.usual() : List.of(own);
    }

    /// {@return whether `key` means `action`}
    public boolean is(KeyAction action, KeyEvent key) {
        return keys(action).stream().anyMatch(each -> each.match(key));
    }

    /// Gives `action` a key of its own.
    ///
    /// @return why it cannot have it; then nothing has changed
    public Optional<Refusal> choose(KeyAction action, KeyCombination keys) {
        Optional<Refusal> refusal = refusal(action, keys);
        if (refusal.isEmpty()) {
            if (action.usual().equals(List.of(keys))) {
                reset(action);
            } else {
                Map<KeyAction, KeyCombination> changed = copy();
                changed.put(action, keys);
                chosen.set(Map.copyOf(changed));
                keeper.keep(action.id(), keys.getName());
            }
        }
        return refusal;
    }

    /// Gives `action` its usual key again.
    ///
    /// @return why it cannot have it
    public Optional<Refusal> reset(KeyAction action) {
        Optional<Refusal> refusal = action.usual().stream()
                .flatMap(keys -> taken(action, keys).stream())
                .findFirst();
        if (refusal.isEmpty() && chosen.get().containsKey(action)) {
            Map<KeyAction, KeyCombination> changed = copy();
            changed.remove(action);
            chosen.set(Map.copyOf(changed));
            keeper.keep(action.id(), null);
        }
        return refusal;
    }

    /// Gives all their usual keys again.
    public void resetAll() {
        Set<KeyAction> changed = chosen.get().keySet();
        chosen.set(Map.of());
        changed.forEach(action -> keeper.keep(action.id(), null));
    }

    private Map<KeyAction, KeyCombination> copy() {
        Map<KeyAction, KeyCombination> copy = new EnumMap<>(KeyAction.class);
        copy.putAll(chosen.get());
        return copy;
    }

    private Optional<Refusal> refusal(KeyAction action, KeyCombination keys) {
        Optional<Refusal> taken = taken(action, keys);
        if (taken.isPresent() || !(keys instanceof KeyCodeCombination code)) {
            return taken;
        }
        boolean held = code.getShortcut() == ModifierValue.DOWN
                || code.getControl() == ModifierValue.DOWN
                || code.getMeta() == ModifierValue.DOWN
                || code.getAlt() == ModifierValue.DOWN;
        boolean editing = held && code.getAlt() != ModifierValue.DOWN && EDITING.contains(code.getCode());
        boolean needed = code.getCode() == KeyCode.TAB
                || code.getCode() == KeyCode.ESCAPE
                || (!held && MOVING.contains(code.getCode()))
                || (action.rule() == KeyAction.Rule.HELD && editing);
        if (needed) {
            return Optional.of(new Refusal.Needed());
        }
        boolean typed =
                action.rule() == KeyAction.Rule.HELD && !held && !code.getCode().isFunctionKey();
        return typed ? Optional.of(new Refusal.Typed()) : Optional.empty();
    }

    /// {@return what is pressed for `keys`}: `Shortcut+X` and, on this system, `Ctrl+X` or `Meta+X` are
    /// one
    private static KeyCombination pressed(KeyCombination keys) {
        if (!(keys instanceof KeyCodeCombination code) || code.getShortcut() != ModifierValue.DOWN) {
            return keys;
        }
        boolean mac = System.getProperty("os.name", "").startsWith("Mac");
        return new KeyCodeCombination(
                code.getCode(),
                code.getShift(),
                mac ? code.getControl() : ModifierValue.DOWN,
                code.getAlt(),
                mac ? ModifierValue.DOWN : code.getMeta(),
                ModifierValue.UP);
    }

    private Optional<Refusal> taken(KeyAction action, KeyCombination keys) {
        return Stream.of(KeyAction.values())
                .filter(other -> other != action)
                .filter(other ->
                        other.place().equals(action.place()) || other.place().equals(KeyAction.WORKSPACE.place()))
                .filter(other ->
                        keys(other).stream().anyMatch(each -> pressed(each).equals(pressed(keys))))
                .findFirst()
                .map(Refusal.Taken::new);
    }
}
