package studio.sfumato.job;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/// Makes text fit to be a file's name on every system.
final class FileNames {
    /// Most file systems take 255 bytes; a number, an ending and a temporary name need some.
    private static final int MOST_BYTES = 180;

    /// The longest part that one token may fill in, as in A1111.
    private static final int LONGEST_PART = 128;

    private static final Pattern REFUSED =
            Pattern.compile("[#<>:\"/\\\\|?*\\p{Cntrl}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]");
    private static final Pattern RESERVED = Pattern.compile("(CON|PRN|AUX|NUL|COM\\d|LPT\\d)(\\..*)?");

    private FileNames() {}

    /// {@return `text` as a part of a name}
    static String part(String text) {
        String clean = REFUSED.matcher(text).replaceAll("_").stripLeading();
        return clean.substring(0, Math.min(clean.length(), LONGEST_PART));
    }

    /// {@return `text` as a whole name; may be empty}
    static String fit(String text) {
        String name = shortened(REFUSED.matcher(text).replaceAll("_").strip());
        while (name.endsWith(".") || name.endsWith(" ")) { // Windows drops them
            name = name.substring(0, name.length() - 1);
        }
        while (name.startsWith(".")) { // it would be hidden, or lead out of its folder
            name = name.substring(1);
        }
        return RESERVED.matcher(name.toUpperCase(Locale.ROOT)).matches() ? "_" + name : name;
    }

    private static String shortened(String name) {
        int end = 0;
        int bytes = 0;
        while (end < name.length()) {
            int letter = name.codePointAt(end);
            bytes += Character.toString(letter).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MOST_BYTES) {
                break;
            }
            end += Character.charCount(letter);
        }
        return name.substring(0, end);
    }
}
