package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The [TaughtWord]s that a prompt may name, and how. Immutable.
public final class TaughtWords {
    /// No words.
    public static final TaughtWords NONE = new TaughtWords(Map.of(), List.of());

    private final Map<String, TaughtWord> literal;
    private final Pattern mentions;
    private final Map<Integer, List<Spelling>> bare;

    /// A word by the tokens its name has.
    private record Spelling(List<Integer> ids, TaughtWord word) {}

    private TaughtWords(Map<String, TaughtWord> literal, List<Spelling> bare) {
        this.literal = Map.copyOf(literal);
        this.mentions = Pattern.compile(literal.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
        this.bare = bare.stream()
                .filter(spelling -> !spelling.ids.isEmpty())
                .sorted(Comparator.comparing((Spelling spelling) -> spelling.ids.size())
                        .reversed())
                .collect(Collectors.groupingBy(spelling -> spelling.ids.getFirst()));
    }

    /// {@return words of these names}
    ///
    /// @param literal words by what stands for them in the text as typed, the longest where several fit
    /// @param bare words that their names stand for, token by token
    /// @param spelt the tokens of a name
    public static TaughtWords of(
            Map<String, TaughtWord> literal, List<TaughtWord> bare, Function<String, List<Integer>> spelt) {
        return literal.isEmpty() && bare.isEmpty()
                ? NONE
                : new TaughtWords(
                        literal,
                        bare.stream()
                                .map(word -> new Spelling(spelt.apply(word.name()), word))
                                .toList());
    }

    boolean none() {
        return literal.isEmpty() && bare.isEmpty();
    }

    /// {@return the tokens of `text`, what stands for a word replaced by it}
    ///
    /// @param plain gives the tokens of a text without any
    List<Piece> encode(String text, Function<String, List<Piece>> plain) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        if (!literal.isEmpty()) {
            Matcher mention = mentions.matcher(text);
            while (mention.find()) {
                pieces.addAll(named(shifted(plain.apply(text.substring(from, mention.start())), from)));
                TaughtWord word = Objects.requireNonNull(literal.get(mention.group()));
                pieces.addAll(of(word, mention.start(), mention.end()));
                from = mention.end();
            }
        }
        pieces.addAll(named(shifted(plain.apply(text.substring(from)), from)));
        return pieces;
    }

    private static List<Piece> shifted(List<Piece> pieces, int by) {
        UnaryOperator<Piece> shift = piece -> new Piece(
                piece.id(), piece.text(), piece.endsWord(), piece.start() + by, piece.end() + by, piece.taught());
        return by == 0 ? pieces : pieces.stream().map(shift).toList();
    }

    private static List<Piece> of(TaughtWord word, int start, int end) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < word.vectors().size(); i++) {
            pieces.add(new Piece(
                    0,
                    word.name(),
                    i == word.vectors().size() - 1,
                    start,
                    end,
                    Optional.of(new Piece.Taught(word, i))));
        }
        return pieces;
    }

    /// At each token the longest name that begins there (A1111's `find_embedding_at_position`).
    private List<Piece> named(List<Piece> pieces) {
        if (bare.isEmpty()) {
            return pieces;
        }
        List<Integer> ids = pieces.stream().map(Piece::id).toList();
        List<Piece> named = new ArrayList<>();
        int at = 0;
        while (at < pieces.size()) {
            Spelling found = longest(ids, at);
            if (found == null) {
                named.add(pieces.get(at));
                at++;
            } else {
                int last = at + found.ids.size() - 1;
                named.addAll(
                        of(found.word, pieces.get(at).start(), pieces.get(last).end()));
                at = last + 1;
            }
        }
        return named;
    }

    private @Nullable Spelling longest(List<Integer> ids, int at) {
        for (Spelling spelling : bare.getOrDefault(ids.get(at), List.of())) {
            int end = at + spelling.ids.size();
            if (end <= ids.size() && ids.subList(at, end).equals(spelling.ids)) {
                return spelling;
            }
        }
        return null;
    }
}
