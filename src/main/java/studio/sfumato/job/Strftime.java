package studio.sfumato.job;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Dates in the words of C's `strftime`, which A1111's patterns use. Names of months and days are English.
final class Strftime {
    private Strftime() {}

    static String format(String format, ZonedDateTime time) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char letter = format.charAt(i);
            if (letter == '%' && i + 1 < format.length()) {
                i++;
                out.append(field(format.charAt(i), time));
            } else {
                out.append(letter);
            }
        }
        return out.toString();
    }

    private static String field(char letter, ZonedDateTime time) {
        return switch (letter) {
            case 'Y' -> in("uuuu", time);
            case 'y' -> in("uu", time);
            case 'm' -> in("MM", time);
            case 'd' -> in("dd", time);
            case 'H' -> in("HH", time);
            case 'I' -> in("hh", time);
            case 'M' -> in("mm", time);
            case 'S' -> in("ss", time);
            case 'f' -> in("SSSSSS", time);
            case 'p' -> in("a", time);
            case 'j' -> in("DDD", time);
            case 'a' -> in("EEE", time);
            case 'A' -> in("EEEE", time);
            case 'b' -> in("MMM", time);
            case 'B' -> in("MMMM", time);
            case 'z' -> in("xx", time);
            case '%' -> "%";
            default -> "%" + letter;
        };
    }

    private static String in(String pattern, ZonedDateTime time) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    }
}
