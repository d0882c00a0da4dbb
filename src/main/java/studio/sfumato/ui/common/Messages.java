package studio.sfumato.ui.common;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.scene.input.KeyCombination;

/// The words of the window in one language. English stands in where a language is not spoken here.
public final class Messages {
    /// The languages the window speaks.
    public static final List<Locale> LANGUAGES = List.of(
            Locale.ENGLISH, Locale.GERMAN, Locale.FRENCH, Locale.of("es"), Locale.JAPANESE, Locale.SIMPLIFIED_CHINESE);

    private static final String BUNDLE = "studio.sfumato.ui.i18n.messages";

    private static final double MEGABYTE = 1e6;
    private static final double GIGABYTE = 1e9;

    /// Where a text names the key of something: `‹create.generate›`.
    private static final Pattern KEY = Pattern.compile("‹([a-z.-]+)›");

    private final Locale locale;
    private final ResourceBundle bundle;
    private final Keymap keys;

    private Messages(Locale locale, Keymap keys) {
        this.locale = locale;
        this.keys = keys;
        this.bundle = ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /// {@return the words in `locale`, in a window with the usual keys}
    public static Messages in(Locale locale) {
        return in(locale, Keymap.usual());
    }

    /// {@return the words in `locale`}
    ///
    /// @param keys the keys that the words name
    public static Messages in(Locale locale, Keymap keys) {
        return new Messages(locale, keys);
    }

    /// {@return the language that comes nearest to `locale` among those spoken here}
    public static Locale nearest(Locale locale) {
        return LANGUAGES.stream()
                .filter(known -> known.getLanguage().equals(locale.getLanguage()))
                .findFirst()
                .orElse(Locale.ENGLISH);
    }

    /// {@return the language they are in}
    public Locale locale() {
        return locale;
    }

    /// {@return the text called `key` with `values` in its places}
    public String text(String key, Object... values) {
        String text = bundle.getString(key);
        if (text.indexOf('‹') >= 0) {
            text = KEY.matcher(text)
                    .replaceAll(named -> KeyAction.of(named.group(1))
                            .map(action -> Matcher.quoteReplacement(shown(action)))
                            .orElseThrow());
        }
        return new MessageFormat(text, locale).format(values);
    }

    /// {@return which key does what}
    public Keymap keys() {
        return keys;
    }

    /// {@return a key as it stands on a keyboard of the reader's country}
    public String shown(KeyCombination key) {
        return KeyNames.shown(key, this);
    }

    /// {@return the keys of `action` as they stand on a keyboard of the reader's country}
    public String shown(KeyAction action) {
        return KeyNames.shown(keys.keys(action), this);
    }

    /// {@return an amount of memory or of space on a disk}
    public String bytes(long bytes) {
        return bytes < GIGABYTE ? text("bytes.mega", bytes / MEGABYTE) : text("bytes.giga", bytes / GIGABYTE);
    }
}
