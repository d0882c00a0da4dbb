package studio.sfumato.ui.common;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/// The words of the window in one language. English stands in where a language is not spoken here.
public final class Messages {
    /// The languages the window speaks.
    public static final List<Locale> LANGUAGES = List.of(
            Locale.ENGLISH, Locale.GERMAN, Locale.FRENCH, Locale.of("es"), Locale.JAPANESE, Locale.SIMPLIFIED_CHINESE);

    private static final String BUNDLE = "studio.sfumato.ui.i18n.messages";

    private static final double MEGABYTE = 1e6;
    private static final double GIGABYTE = 1e9;

    private final Locale locale;
    private final ResourceBundle bundle;

    private Messages(Locale locale) {
        this.locale = locale;
        this.bundle = ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /// {@return the words in `locale`}
    public static Messages in(Locale locale) {
        return new Messages(locale);
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
        return new MessageFormat(bundle.getString(key), locale).format(values);
    }

    /// {@return an amount of memory or of space on a disk}
    public String bytes(long bytes) {
        return bytes < GIGABYTE ? text("bytes.mega", bytes / MEGABYTE) : text("bytes.giga", bytes / GIGABYTE);
    }
}
