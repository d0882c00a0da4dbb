package studio.sfumato.ui.generate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.Wildcards;

/// The names of embeddings in a prompt: found, added and taken out again. What a comment says does not count.
final class EmbeddingWords {
    private static final Pattern PLAIN = Pattern.compile("[^#<>{}|:,\\\\\"]+");
    private static final String ENDING = "(?:\\.(?:safetensors|pt|bin)(?![\\p{L}\\p{N}]))?";

    private EmbeddingWords() {}

    /// A name in a prompt.
    ///
    /// @param from its first letter, or that of `embedding:`
    /// @param to the one after the last
    record Place(int from, int to) {}

    /// {@return whether a prompt can say `name`}: a sign that means something else there breaks it.
    static boolean canSay(String name, PromptDialect dialect) {
        return PLAIN.matcher(name).matches() && (dialect != PromptDialect.A1111 || !Wildcards.in(name));
    }

    /// {@return `name` as a prompt in this language says it}
    private static String said(String name, PromptDialect dialect) {
        return switch (dialect) {
            case A1111 -> (name.indexOf('/') < 0 ? "" : "embedding:") + name.replaceAll("[()\\[\\]]", "\\\\$0");
            case COMFY -> "embedding:" + name.replaceAll("[()]", "\\\\$0");
            case INVOKE, DIFFUSERS -> "<" + name + ">";
        };
    }

    /// {@return where `prompt` says one of `names`}
    static List<Place> places(String prompt, Collection<String> names, PromptDialect dialect) {
        List<Place> places = new ArrayList<>();
        if (names.isEmpty()) {
            return places;
        }
        List<PromptMarks.Span> comments = comments(prompt, dialect);
        Matcher name = pattern(names, dialect).matcher(prompt);
        while (name.find()) {
            int at = name.start();
            if (comments.stream().noneMatch(comment -> comment.from() <= at && at < comment.to())) {
                places.add(new Place(at, name.end()));
            }
        }
        return places;
    }

    private static Pattern pattern(Collection<String> names, PromptDialect dialect) {
        String any = names.stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(name -> name.codePoints()
                        .mapToObj(Character::toString)
                        .map(letter ->
                                "()[]".contains(letter) ? "\\\\?" + Pattern.quote(letter) : Pattern.quote(letter))
                        .collect(Collectors.joining()))
                .collect(Collectors.joining("|", "(?:", ")"));
        return Pattern.compile(
                switch (dialect) {
                    case A1111 -> whole("(?:embedding:)?" + any + ENDING);
                    case COMFY -> whole("embedding:" + any + ENDING);
                    case INVOKE, DIFFUSERS -> "<" + any + ">";
                },
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private static String whole(String word) {
        return "(?<![\\p{L}\\p{N}_])" + word + "(?![\\p{L}\\p{N}_])";
    }

    private static List<PromptMarks.Span> comments(String prompt, PromptDialect dialect) {
        return PromptMarks.of(prompt, dialect).spans().stream()
                .filter(span -> span.mark() == PromptMarks.Mark.COMMENT)
                .toList();
    }

    /// {@return `prompt` with a name at its end}
    static String with(String prompt, String name, PromptDialect dialect) {
        boolean commented = comments(prompt, dialect).stream().anyMatch(comment -> comment.to() == prompt.length());
        boolean apart = prompt.isBlank() || Character.isWhitespace(prompt.charAt(prompt.length() - 1));
        String gap = commented ? "\n" : apart ? "" : prompt.endsWith(",") ? " " : ", ";
        return prompt + gap + said(name, dialect);
    }

    /// {@return `prompt` without these names, and without the brackets and gaps they leave}
    static String without(String prompt, Collection<String> names, PromptDialect dialect) {
        StringBuilder text = new StringBuilder(prompt);
        for (Place place : places(prompt, names, dialect).reversed()) {
            int from = place.from();
            int to = place.to();
            Matcher weight = Pattern.compile("(?::\\s*[+-]?[\\d.]+\\s*)?\\)").matcher(text);
            while (from > 0
                    && text.charAt(from - 1) == '('
                    && weight.region(to, text.length()).lookingAt()) {
                from--;
                to = weight.end();
            }
            while (to < text.length() && (text.charAt(to) == ',' || text.charAt(to) == ' ')) {
                to++;
            }
            if (to == text.length()) {
                while (from > 0 && (text.charAt(from - 1) == ',' || text.charAt(from - 1) == ' ')) {
                    from--;
                }
            }
            text.delete(from, to);
        }
        return text.toString();
    }
}
