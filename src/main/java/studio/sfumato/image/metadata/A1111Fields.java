package studio.sfumato.image.metadata;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The `Name: value, Name: "quoted, value"` line of A1111's text.
///
/// A1111 finds fields with the Python regular expression `\s*(\w[\w
/// \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)`. This scanner finds the same in linear time: Java's
/// matcher would overflow its stack on a long quoted value.
final class A1111Fields {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private A1111Fields() {}

    /// A field as written: the value still has its quotes.
    record Match(String name, String value) {}

    /// {@return every field in `line`, in order}
    static List<Match> find(String line) {
        List<Match> found = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            int start = skipSpace(line, at);
            if (start == line.length()) {
                break;
            }
            int first = line.codePointAt(start);
            if (!isWord(first)) {
                at = start + Character.charCount(first);
                continue;
            }
            int colon = endOfName(line, start);
            boolean named = colon < line.length() && line.charAt(colon) == ':' && line.codePointCount(start, colon) > 1;
            if (!named) {
                at = colon; // no later start within this run of letters can do better
                continue;
            }
            int from = skipSpace(line, colon + 1);
            int end = endOfValue(line, from);
            found.add(new Match(line.substring(start, colon), line.substring(from, end)));
            at = end + 1;
        }
        return found;
    }

    private static int skipSpace(String line, int from) {
        int at = from;
        while (at < line.length() && isSpace(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int endOfName(String line, int from) {
        int at = from;
        while (at < line.length()) {
            int c = line.codePointAt(at);
            if (!isWord(c) && c != ' ' && c != '-' && c != '/') {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    /// {@return where the value from `from` on ends: after its closing quote if a comma or nothing follows,
    /// else at the next comma}
    private static int endOfValue(String line, int from) {
        if (from + 2 < line.length() && line.charAt(from) == '"') {
            int close = from + 1;
            while (close < line.length() && line.charAt(close) != '"') {
                close += line.charAt(close) == '\\' ? 2 : 1;
            }
            boolean closed = close < line.length() && close > from + 1;
            if (closed && (close + 1 == line.length() || line.charAt(close + 1) == ',')) {
                return close + 1;
            }
        }
        int comma = line.indexOf(',', from);
        return comma < 0 ? line.length() : comma;
    }

    /// {@return `value` as it is written: as a JSON string if it would be misread otherwise}
    static String quote(String value) {
        if (value.indexOf(',') < 0 && value.indexOf('\n') < 0 && value.indexOf(':') < 0) {
            return value;
        }
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /// {@return the value a JSON string stands for; the text itself if it is not one}
    static String unquote(String value) {
        if (!value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        try {
            return JSON.readValue(value, String.class);
        } catch (JacksonException e) {
            return value;
        }
    }

    /// {@return `text` without white space at its ends, as Python's `str.strip`}
    static String strip(String text) {
        int from = skipSpace(text, 0);
        int to = text.length();
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /// Python's white space: Java's, the no-break spaces and NEL.
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    /// Python's `\w`: letters, numbers of every kind and the underscore.
    private static boolean isWord(int c) {
        return Character.isLetterOrDigit(c)
                || c == '_'
                || Character.getType(c) == Character.LETTER_NUMBER
                || Character.getType(c) == Character.OTHER_NUMBER;
    }
}
