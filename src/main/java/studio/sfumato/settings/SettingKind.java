package studio.sfumato.settings;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import studio.sfumato.error.RequestException;
import studio.sfumato.runtime.ProviderChoice;

/// What values a setting takes.
public enum SettingKind {
    /// Any text but an empty one.
    TEXT,
    /// A whole number from 0 to 1000.
    NUMBER,
    /// A folder, which need not exist; empty for the usual one.
    FOLDER,
    /// Several folders, separated as in `PATH`.
    FOLDERS,
    /// A name with A1111's tokens in it.
    PATTERN,
    /// `auto` or an execution provider.
    PROVIDER,
    /// `auto` or a [WeightMode].
    WEIGHTS,
    /// A [studio.sfumato.image.PreviewKind].
    PREVIEWS,
    /// `yes` or `no`.
    SWITCH,
    /// `light`, `dark` or `system`.
    THEME,
    /// `system` or a language the window speaks.
    LANGUAGE;

    private static final int MOST = 1000;
    private static final int LONGEST_PATTERN = 500;

    String checked(String value) {
        return switch (this) {
            case TEXT -> text(value);
            case NUMBER -> number(value);
            case FOLDER -> value.isEmpty() ? "" : folder(value);
            case FOLDERS -> folders(value).stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
            case PATTERN -> pattern(value);
            case PROVIDER -> provider(value);
            case WEIGHTS -> oneOf(value, List.of("auto", "folded", "mapped"));
            case PREVIEWS -> oneOf(value, List.of("auto", "colours", "tiny"));
            case SWITCH -> oneOf(value, List.of("yes", "no"));
            case THEME -> oneOf(value, List.of("light", "dark", "system"));
            case LANGUAGE -> oneOf(value, List.of("system", "en", "de", "fr", "es", "ja", "zh-CN"));
        };
    }

    /// {@return the folders in a list such as `PATH`, each absolute}
    static List<Path> folders(String value) {
        return Arrays.stream(value.split(Pattern.quote(File.pathSeparator), -1))
                .filter(each -> !each.isBlank())
                .map(each -> Path.of(folder(each.strip())))
                .distinct()
                .toList();
    }

    private static String text(String value) {
        if (value.isEmpty()) {
            throw new RequestException("it must not be empty");
        }
        return value;
    }

    private static String number(String value) {
        if (!value.matches("\\d{1,4}") || Integer.parseInt(value) > MOST) {
            throw new RequestException("it must be a whole number between 0 and " + MOST + ", not '" + value + "'");
        }
        return Integer.toString(Integer.parseInt(value));
    }

    private static String folder(String value) {
        return Environment.asPath(value)
                .map(path -> path.toAbsolutePath().normalize().toString())
                .orElseThrow(() -> new RequestException("'" + value + "' cannot be a folder's name"));
    }

    private static String pattern(String value) {
        if (value.length() > LONGEST_PATTERN) {
            throw new RequestException("it is longer than " + LONGEST_PATTERN + " letters");
        }
        return value;
    }

    private static String provider(String value) {
        return switch (ProviderChoice.parse(value)) {
            case ProviderChoice.Auto _ -> "auto";
            case ProviderChoice.Only(var provider) -> provider.id();
        };
    }

    private static String oneOf(String value, List<String> valid) {
        return valid.stream()
                .filter(each -> each.toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new RequestException("unknown '" + value + "'", "valid: " + String.join(", ", valid), null));
    }
}
