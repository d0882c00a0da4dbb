package studio.sfumato.prompt;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.ObjIntConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Tokens that are looked for in the text itself before it is parted into words, such as `<|endoftext|>`. The leftmost
/// wins, and of those the longest.
final class AddedTokens {
    private final Map<String, Integer> ids = new HashMap<>();
    private final Pattern pattern;

    AddedTokens(Map<String, Integer> tokens) {
        ids.putAll(tokens);
        pattern = Pattern.compile(
                tokens.isEmpty()
                        ? "(?!)"
                        : tokens.keySet().stream()
                                .sorted(Comparator.comparing(String::length).reversed())
                                .map(Pattern::quote)
                                .collect(Collectors.joining("|")));
    }

    /// Walks through `text` from left to right: `gap` gets the start and end of each stretch without such a token,
    /// `token` each one found and its id.
    void split(String text, BiConsumer<Integer, Integer> gap, ObjIntConsumer<MatchResult> token) {
        Matcher matcher = pattern.matcher(text);
        int from = 0;
        while (matcher.find()) {
            if (matcher.start() > from) {
                gap.accept(from, matcher.start());
            }
            token.accept(matcher, Objects.requireNonNull(ids.get(matcher.group())));
            from = matcher.end();
        }
        if (from < text.length()) {
            gap.accept(from, text.length());
        }
    }
}
