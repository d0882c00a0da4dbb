package studio.sfumato.error;

import java.util.regex.Pattern;

/// Makes text from files safe to print: a stranger's text must not steer the terminal it is shown on.
public final class Printable {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]");

    private Printable() {}

    /// {@return `text` with U+FFFD for each control character but line ends and tabs}
    public static String of(String text) {
        return CONTROL.matcher(text).replaceAll("\uFFFD");
    }
}
