package studio.sfumato.ui.gallery;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of a search as the buttons beside it change it: what was clicked is written as if it had been
/// typed, so the text always tells the whole search.
final class Query {
    private static final Pattern PART = Pattern.compile("-?(?:([A-Za-z]+):)?(?:\"([^\"]*)(?:\"|$)|(\\S+))");

    private Query() {}

    private record Part(String text, String key, String value) {
        boolean is(String otherKey, String otherValue) {
            return key.equals(otherKey) && value.equalsIgnoreCase(otherValue);
        }
    }

    /// {@return whether `text` asks for `key:value`, not for what is without it}
    static boolean has(String text, String key, String value) {
        return parts(text).stream().anyMatch(part -> part.is(key, value) && !part.text.startsWith("-"));
    }

    /// {@return `text` without what it says about `key`}
    static String without(String text, String key) {
        return text(parts(text).stream().filter(part -> !part.key.equals(key)).toList(), "");
    }

    /// {@return `text` that asks for `key:value` and for no other value of `key`; without it if it asked for
    /// that}
    static String chosen(String text, String key, String value) {
        return has(text, key, value) ? without(text, key) : text(parts(without(text, key)), word(key, value));
    }

    /// {@return `text` that asks for `key:value` as well; without it if it asked for that}
    static String toggled(String text, String key, String value) {
        return has(text, key, value)
                ? text(parts(text).stream().filter(part -> !part.is(key, value)).toList(), "")
                : text(parts(text), word(key, value));
    }

    private static String text(List<Part> parts, String more) {
        List<String> words = new ArrayList<>(parts.stream().map(Part::text).toList());
        if (!more.isEmpty()) {
            words.add(more);
        }
        return String.join(" ", words);
    }

    /// Names are quoted: only then is the whole of them meant.
    private static String word(String key, String value) {
        boolean name = List.of("model", "sampler", "schedule").contains(key);
        return key + ":" + (name || value.contains(" ") ? '"' + value + '"' : value);
    }

    private static List<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher part = PART.matcher(text);
        while (part.find()) {
            String key = part.group(1) == null ? "" : part.group(1).toLowerCase(Locale.ROOT);
            String value = part.group(2) == null ? part.group(3) : part.group(2);
            parts.add(new Part(part.group(), key, value));
        }
        return parts;
    }
}
