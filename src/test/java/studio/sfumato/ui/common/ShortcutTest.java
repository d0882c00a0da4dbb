package studio.sfumato.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class ShortcutTest {
    @Test
    void keysAreCalledAsOnTheReadersKeyboard() {
        assertThat(new Shortcut("x", "Shortcut+Enter").shown(Messages.in(Locale.ENGLISH)))
                .isEqualTo("Ctrl+Enter");
        assertThat(new Shortcut("x", "Shortcut+Enter").shown(Messages.in(Locale.GERMAN)))
                .isEqualTo("Strg+Eingabe");
        assertThat(new Shortcut("x", "Shift+Esc").shown(Messages.in(Locale.FRENCH)))
                .isEqualTo("Maj+Échap");
        assertThat(new Shortcut("x", "Shortcut+Up", "F5").shown(Messages.in(Locale.ENGLISH)))
                .isEqualTo("Ctrl+↑ / F5");
    }
}
