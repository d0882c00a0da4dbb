package studio.sfumato.prompt;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.sfumato.error.Suggestions;

/// Finds the words of a prompt that a model with a small vocabulary has never seen.
public final class UnknownWords {
    /// A word the model does not know.
    ///
    /// @param word as it stands in the prompt, in lower case
    /// @param nearest known words that may have been meant, at most three, the nearest first
    public record UnknownWord(String word, List<String> nearest) {
        /// Copies the list.
        public UnknownWord {
            nearest = List.copyOf(nearest);
        }
    }

    /// More than anybody reads, and little enough to look for suggestions at once.
    private static final int MOST = 50;

    /// No word is longer than this; what is gets no suggestions.
    private static final int LONGEST = 40;

    /// `<lora:name:1>` and the like are no words.
    private static final Pattern TAG = Pattern.compile("<[^<>]*>");

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]++(?:['\\-][\\p{L}\\p{M}\\p{N}]++)*+");

    /// 8k, 1girl and 1999 are no words either.
    private static final Pattern DIGIT = Pattern.compile("\\p{N}");

    /// Words that carry grammar rather than a picture.
    private static final Set<String> GRAMMAR = Set.of("""
            a about above across after against ain all along also am among an and any are aren around as at be
            been behind being below beneath beside besides between beyond both but by can didn do does doesn don
            down during each for from had has have he her here hers his i if in inside into is isn it its just
            me my near next no nor not of off on onto or other our out outside over own per she so some than
            that the their them then there these they this those through to too toward towards under until up
            upon us very via was wasn we were weren what when where which while who whose with within without
            won you your
            """.strip().split("\\s+"));

    private static final Map<String, String> IRREGULAR = Map.ofEntries(
            Map.entry("mice", "mouse"),
            Map.entry("geese", "goose"),
            Map.entry("feet", "foot"),
            Map.entry("teeth", "tooth"),
            Map.entry("men", "man"),
            Map.entry("women", "woman"),
            Map.entry("people", "person"),
            Map.entry("children", "child"),
            Map.entry("oxen", "ox"),
            Map.entry("dice", "die"),
            Map.entry("cacti", "cactus"),
            Map.entry("octopi", "octopus"));

    private final Set<String> known = new TreeSet<>();

    /// Takes the words the model knows; an entry of several words counts as each of them.
    public UnknownWords(Set<String> known) {
        for (String entry : known) {
            Matcher words = WORD.matcher(lower(entry));
            while (words.find()) {
                this.known.add(words.group());
                Stream.of(words.group().split("-"))
                        .filter(part -> part.length() > 1)
                        .forEach(this.known::add);
            }
        }
    }

    /// {@return the words of `prompt` that are not known, in order, each once, fifty at most; numbers, punctuation
    /// and words like "the" are passed over, plurals and possessives of known words are known}
    public List<UnknownWord> in(String prompt) {
        Set<String> unknown = new LinkedHashSet<>();
        Matcher words = WORD.matcher(lower(TAG.matcher(prompt).replaceAll(" ")));
        while (words.find()) {
            String word = words.group();
            if (!isKnown(word)) {
                Stream.of(word.split("-"))
                        .filter(part -> !isKnown(part))
                        .map(UnknownWords::owner)
                        .forEach(unknown::add);
            }
        }
        return unknown.stream()
                .limit(MOST)
                .map(word ->
                        new UnknownWord(word, word.length() > LONGEST ? List.of() : Suggestions.nearest(word, known)))
                .toList();
    }

    private boolean isKnown(String word) {
        String owner = owner(word);
        return GRAMMAR.contains(owner)
                || DIGIT.matcher(owner).find()
                || forms(owner).anyMatch(known::contains);
    }

    /// {@return the word without a possessive or contracted ending: fox's → fox, dogs' → dogs, it's → it}
    private static String owner(String word) {
        int apostrophe = word.indexOf('\'');
        return apostrophe > 0 ? word.substring(0, apostrophe) : word;
    }

    /// {@return the word as singular and as plural, as far as spelling tells}
    private static Stream<String> forms(String word) {
        List<String> forms = new ArrayList<>(List.of(word, word + "s", word + "es"));
        forms.add(IRREGULAR.getOrDefault(word, word));
        IRREGULAR.forEach((plural, singular) -> {
            if (singular.equals(word)) {
                forms.add(plural);
            }
        });
        replaceEnd(forms, word, "y", "ies");
        replaceEnd(forms, word, "ies", "y");
        replaceEnd(forms, word, "f", "ves");
        replaceEnd(forms, word, "fe", "ves");
        replaceEnd(forms, word, "ves", "f");
        replaceEnd(forms, word, "ves", "fe");
        replaceEnd(forms, word, "es", "");
        if (!word.endsWith("ss")) {
            replaceEnd(forms, word, "s", "");
        }
        return forms.stream();
    }

    private static void replaceEnd(List<String> forms, String word, String end, String other) {
        if (word.endsWith(end) && word.length() > end.length() + 1) {
            forms.add(word.substring(0, word.length() - end.length()) + other);
        }
    }

    private static String lower(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .replace('’', '\'');
    }
}
