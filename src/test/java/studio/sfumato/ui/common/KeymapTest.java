package studio.sfumato.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Which key does what, and which it may not.
class KeymapTest {
    private final List<String> notes = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();

    private Keymap keymap(Map<String, String> chosen) {
        return Keymap.of(chosen, notes::add, (id, keys) -> kept.add(id + "=" + keys));
    }

    private static KeyCombination keys(String text) {
        return KeyCombination.valueOf(text);
    }

    private static KeyEvent event(KeyCode code, boolean shift, boolean control, boolean alt) {
        return new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, shift, control, alt, false);
    }

    @ParameterizedTest
    @EnumSource(KeyAction.class)
    void everyActionHasANameAndAKeyThatNoOtherActionOfItsPlaceHas(KeyAction action) {
        Keymap keymap = Keymap.usual();
        assertThat(KeyAction.of(action.id())).hasValue(action);
        assertThat(Messages.in(Locale.ENGLISH).text("shortcut." + action.id())).isNotBlank();
        for (KeyCombination key : keymap.keys(action)) {
            assertThat(Arrays.stream(KeyAction.values())
                            .filter(other -> other.place().equals(action.place()))
                            .filter(other -> keymap.keys(other).contains(key)))
                    .containsExactly(action);
        }
    }

    @Test
    void aKeyIsTheSameHoweverItIsWritten() {
        boolean mac = System.getProperty("os.name", "").startsWith("Mac");
        Keymap keymap = keymap(Map.of());
        assertThat(keymap.choose(KeyAction.CREATE_GENERATE, keys("Shortcut+Shift+G")))
                .isEmpty();
        KeyAction other = Arrays.stream(KeyAction.values())
                .filter(action -> action != KeyAction.CREATE_GENERATE)
                .filter(action -> action.place().equals(KeyAction.CREATE_GENERATE.place()))
                .filter(action -> action.rule() != KeyAction.Rule.FIXED)
                .findFirst()
                .orElseThrow();
        assertThat(keymap.choose(other, keys(mac ? "Meta+Shift+G" : "Ctrl+Shift+G")))
                .contains(new Keymap.Refusal.Taken(KeyAction.CREATE_GENERATE));
    }

    @Test
    void aChosenKeyTakesThePlaceOfTheUsualOneIsNamedAndIsKept() {
        Keymap keymap = keymap(Map.of());
        Messages words = Messages.in(Locale.ENGLISH, keymap);
        assertThat(keymap.is(KeyAction.CREATE_GENERATE, event(KeyCode.ENTER, false, true, false)))
                .isTrue();
        assertThat(words.text("generate.tip")).isEqualTo("Make the picture (Ctrl+Enter)");

        assertThat(keymap.choose(KeyAction.CREATE_GENERATE, keys("Shortcut+Shift+G")))
                .isEmpty();

        assertThat(keymap.is(KeyAction.CREATE_GENERATE, event(KeyCode.ENTER, false, true, false)))
                .isFalse();
        assertThat(keymap.is(KeyAction.CREATE_GENERATE, event(KeyCode.G, true, true, false)))
                .isTrue();
        assertThat(words.text("generate.tip")).contains("G)").doesNotContain("Enter");
        assertThat(kept)
                .singleElement()
                .asString()
                .startsWith("create.generate=")
                .endsWith("G");
        assertThat(keymap(Map.of("create.generate", kept.getFirst().substring("create.generate=".length())))
                        .chosenProperty()
                        .get())
                .isEqualTo(keymap.chosenProperty().get());
        assertThat(keymap.reset(KeyAction.CREATE_GENERATE)).isEmpty();
        assertThat(kept).last().isEqualTo("create.generate=null");
        assertThat(words.text("generate.tip")).isEqualTo("Make the picture (Ctrl+Enter)");
    }

    @Test
    void theUsualKeyChosenByHandIsNoChange() {
        Keymap keymap = keymap(Map.of("gallery.favourite", "H"));
        assertThat(keymap.choose(KeyAction.GALLERY_FAVOURITE, keys("F"))).isEmpty();
        assertThat(keymap.chosenProperty().get()).isEmpty();
        assertThat(kept).containsExactly("gallery.favourite=null");
    }

    @ParameterizedTest
    @CsvSource({
        "CREATE_FILM, Shortcut+Enter, CREATE_GENERATE",
        "CREATE_FILM, Shortcut+3, WORKSPACE",
        "GALLERY_COMPARE, F, GALLERY_FAVOURITE",
        "GALLERY_COMPARE, 3, GALLERY_RATE",
        "GALLERY_COMPARE, Z, GALLERY_ZOOM",
        "QUEUE_AGAIN, Alt+Down, QUEUE_LATER",
    })
    void aKeyThatDoesSomethingElseThereIsRefusedByName(KeyAction action, String wanted, KeyAction by) {
        Keymap keymap = keymap(Map.of());
        assertThat(keymap.choose(action, keys(wanted))).hasValue(new Keymap.Refusal.Taken(by));
        assertThat(keymap.chosenProperty().get()).isEmpty();
        assertThat(kept).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"QUEUE_AGAIN, Shortcut+F", "MODELS_REFRESH, Shortcut+Enter", "CREATE_FILM, F5", "GALLERY_TRASH, X"})
    void elsewhereTheSameKeyMayDoAnotherThing(KeyAction action, String wanted) {
        Keymap keymap = keymap(Map.of());
        assertThat(keymap.choose(action, keys(wanted))).isEmpty();
        assertThat(keymap.keys(action)).containsExactly(keys(wanted));
    }

    @ParameterizedTest
    @CsvSource({"CREATE_GENERATE, G", "CREATE_HEAVIER, Shift+P", "GALLERY_FIND, 7", "MODELS_FIND, Slash"})
    void whatIsHeardBeforeAFieldIsNoKeyThatOneTypes(KeyAction action, String wanted) {
        assertThat(keymap(Map.of()).choose(action, keys(wanted))).hasValue(new Keymap.Refusal.Typed());
    }

    @ParameterizedTest
    @CsvSource({
        "CREATE_GENERATE, Shortcut+V",
        "CREATE_FILM, Shortcut+Left",
        "GALLERY_FAVOURITE, Down",
        "GALLERY_FAVOURITE, Shift+Home",
        "GALLERY_FAVOURITE, Shift+Tab",
        "QUEUE_REMOVE, Space",
        "QUEUE_REMOVE, Shortcut+Esc",
    })
    void whatFieldsAndListsNeedStaysTheirs(KeyAction action, String wanted) {
        assertThat(keymap(Map.of()).choose(action, keys(wanted))).hasValue(new Keymap.Refusal.Needed());
    }

    @Test
    void aUsualKeyThatWasGivenAwayDoesNotComeBackBeforeItIsFree() {
        Keymap keymap = keymap(Map.of("create.film", "Shortcut+G"));
        assertThat(keymap.choose(KeyAction.CREATE_GENERATE, keys("Shortcut+T"))).isEmpty();
        assertThat(keymap.reset(KeyAction.CREATE_FILM)).hasValue(new Keymap.Refusal.Taken(KeyAction.CREATE_GENERATE));
        keymap.resetAll();
        assertThat(keymap.chosenProperty().get()).isEmpty();
        assertThat(kept).contains("create.film=null", "create.generate=null");
    }

    @Test
    void brokenEntriesAreToldAndTheUsualKeysStay() {
        Keymap keymap = keymap(Map.of(
                "create.generate", "Shortcut+",
                "create.film", "Shortcut+Nonesuch",
                "create.heavier", "'x'",
                "create.cancel", "Shortcut+P",
                "no.such", "F5",
                "gallery.favourite", "C",
                "gallery.trash", "Tab",
                "queue.again", "Shortcut+G"));
        assertThat(keymap.chosenProperty().get()).isEqualTo(Map.of(KeyAction.QUEUE_AGAIN, keys("Shortcut+G")));
        assertThat(notes)
                .hasSize(7)
                .anySatisfy(note -> assertThat(note)
                        .isEqualTo("the shortcut of create.generate cannot be 'Shortcut+'; the usual one is used"));
        assertThat(kept).as("the file stays as it is").isEmpty();
    }

    @Test
    void twoActionsMayChangePlaces() {
        Keymap keymap = keymap(Map.of("gallery.favourite", "C", "gallery.compare", "F"));
        assertThat(notes).isEmpty();
        assertThat(keymap.keys(KeyAction.GALLERY_COMPARE)).containsExactly(keys("F"));
        assertThat(keymap.keys(KeyAction.GALLERY_FAVOURITE)).containsExactly(keys("C"));
    }

    @Test
    void keysAreCalledAsOnTheReadersKeyboard() {
        Messages german = Messages.in(Locale.GERMAN);
        assertThat(german.shown(KeyAction.CREATE_GENERATE)).isEqualTo("Strg+Eingabe");
        assertThat(german.shown(KeyAction.QUEUE_SOONER)).isEqualTo("Alt+↑");
        assertThat(Messages.in(Locale.FRENCH).shown(KeyAction.CREATE_CANCEL)).isEqualTo("Échap");
        assertThat(Messages.in(Locale.ENGLISH).shown(KeyAction.GALLERY_ZOOM)).isEqualTo("+ / − / Z");
        assertThat(Messages.in(Locale.ENGLISH).shown(KeyAction.WORKSPACE)).isEqualTo("Ctrl+1 … Ctrl+9");
    }

    @Test
    void whatIsPressedIsWrittenAsItIsRead() {
        assertThat(List.of(
                        event(KeyCode.G, false, true, false),
                        event(KeyCode.UP, true, false, true),
                        event(KeyCode.F7, false, false, false),
                        event(KeyCode.NUMPAD3, false, true, true),
                        event(KeyCode.OPEN_BRACKET, false, true, false)))
                .allSatisfy(event -> {
                    KeyCombination pressed = KeyNames.pressed(event);
                    assertThat(pressed.match(event)).isTrue();
                    assertThat(KeyCombination.valueOf(pressed.getName())).isEqualTo(pressed);
                });
    }

    @Test
    void everyKeyThatAWordNamesIsThereInEveryLanguage() {
        for (Locale language : Messages.LANGUAGES) {
            Messages words = Messages.in(language);
            for (String text : List.of("prompt.tip", "queue.keys", "search.tip", "mark-trash.tip", "history.tip")) {
                assertThat(words.text(text)).doesNotContain("‹", "›");
            }
        }
    }
}
