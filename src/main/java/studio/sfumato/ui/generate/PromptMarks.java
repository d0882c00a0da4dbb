package studio.sfumato.ui.generate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.Embeddings;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.Wildcards;

/// Which letters of a prompt are more than words: weights, tags, changes on the way, choices, and brackets
/// that nothing closes. Made anew with each letter that is typed, in one pass.
public final class PromptMarks {
    private static final Pattern TAG = Pattern.compile("<([a-zA-Z]+):([^<>:]+)(?::([^<>]*))?>");
    private static final Pattern KEYWORD = Pattern.compile("\\b(BREAK|AND)\\b");
    private static final Pattern LIST = Pattern.compile("__[\\p{L}\\p{N}*][\\p{L}\\p{N}_\\-./* ]*?__");
    private static final Pattern FACTOR = Pattern.compile(":\\s*([+-]?(?:\\d{1,5}(?:\\.\\d{0,9})?|\\.\\d{1,9}))\\s*$");
    private static final double UP = 1.1;

    private final String text;
    private final @Nullable Mark[] marks;
    private final List<Pair> pairs = new ArrayList<>();
    private final List<Embeddings.Named> named;

    /// What a letter is part of.
    public enum Mark {
        /// Words with a weight.
        WEIGHT,
        /// The name of an embedding.
        EMBEDDING,
        /// A tag such as `<lora:clay:0.6>`.
        TAG,
        /// `BREAK` or `AND`.
        KEYWORD,
        /// Something that changes on the way: `[fox:boat:0.5]` or `[fox|boat]`.
        CHANGE,
        /// Something that is chosen: `{fox|boat}` or `__animal__`.
        CHOICE,
        /// A comment.
        COMMENT,
        /// A bracket that is never opened or closed.
        ALONE;

        /// {@return its style class}
        public String style() {
            return "mark-" + name().toLowerCase(Locale.ROOT);
        }
    }

    /// Letters with one mark.
    ///
    /// @param from the first
    /// @param to the one after the last
    public record Span(int from, int to, Mark mark) {}

    /// A bracket and what it does.
    private record Pair(int open, int close, Mark mark, double factor) {}

    /// What the grammar makes of a place in a prompt.
    ///
    /// @param key the words for it: `meaning.KEY`
    /// @param values what stands in them
    public record Meaning(String key, List<Object> values) {}

    private PromptMarks(String text, PromptDialect dialect, List<Embeddings.Named> named) {
        this.text = text;
        this.named = List.copyOf(named);
        marks = new Mark[text.length()];
        List<String> names = named.stream().map(Embeddings.Named::name).toList();
        EmbeddingWords.places(text, names, dialect).forEach(place -> fill(place.from(), place.to(), Mark.EMBEDDING));
        switch (dialect) {
            case A1111 -> scan(true);
            case COMFY -> scan(false);
            case INVOKE, DIFFUSERS -> {}
        }
    }

    /// {@return the marks of a prompt written in `dialect`}
    public static PromptMarks of(String text, PromptDialect dialect) {
        return of(text, dialect, List.of());
    }

    /// {@return the marks of a prompt that names embeddings}
    static PromptMarks of(String text, PromptDialect dialect, List<Embeddings.Named> named) {
        return new PromptMarks(text, dialect, named);
    }

    private void scan(boolean all) {
        Deque<Integer> open = new ArrayDeque<>();
        Matcher tag = TAG.matcher(text);
        Matcher keyword = KEYWORD.matcher(text);
        Matcher list = LIST.matcher(text);
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '\\') {
                i++;
            } else if (letter == '(' || (all && (letter == '[' || letter == '{'))) {
                open.push(i);
            } else if (letter == ')' || (all && (letter == ']' || letter == '}'))) {
                close(open, i);
            } else if (letter == '<' && starts(tag, i)) {
                i = fill(i, tag.end(), Mark.TAG);
            } else if (all && letter == '_' && starts(list, i)) {
                i = fill(i, list.end(), Mark.CHOICE);
            } else if (all && (letter == 'B' || letter == 'A') && starts(keyword, i)) {
                i = fill(i, keyword.end(), Mark.KEYWORD);
            } else if (all && letter == '#') {
                int end = text.indexOf('\n', i);
                i = fill(i, end < 0 ? text.length() : end, Mark.COMMENT);
            }
        }
        open.forEach(alone -> marks[alone] = Mark.ALONE);
    }

    private static boolean starts(Matcher matcher, int at) {
        return matcher.find(at) && matcher.start() == at;
    }

    /// Marks what nothing further in has marked.
    private int fill(int from, int to, Mark mark) {
        for (int i = from; i < to; i++) {
            if (marks[i] == null) {
                marks[i] = mark;
            }
        }
        return to - 1;
    }

    private void close(Deque<Integer> open, int at) {
        Integer start = open.peek();
        if (start == null || "([{".indexOf(text.charAt(start)) != ")]}".indexOf(text.charAt(at))) {
            marks[at] = Mark.ALONE;
            return;
        }
        open.pop();
        String inside = text.substring(start + 1, at);
        switch (text.charAt(at)) {
            case ')' -> {
                Matcher factor = FACTOR.matcher(inside);
                pair(start, at, Mark.WEIGHT, factor.find() ? Double.parseDouble(factor.group(1)) : UP);
            }
            case ']' -> {
                boolean changes = inside.indexOf('|') >= 0 || inside.indexOf(':') >= 0;
                pair(start, at, changes ? Mark.CHANGE : Mark.WEIGHT, changes ? 1 : 1 / UP);
            }
            default -> {
                if (Wildcards.in("{" + inside + "}")) {
                    pair(start, at, Mark.CHOICE, 1);
                }
            }
        }
    }

    private void pair(int open, int close, Mark mark, double factor) {
        pairs.add(new Pair(open, close, mark, factor));
        fill(open, close + 1, mark);
    }

    /// {@return the runs of letters with a mark, in order}
    public List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= marks.length; i++) {
            if (i == marks.length || marks[i] != marks[from]) {
                Mark mark = marks[from];
                if (mark != null) {
                    spans.add(new Span(from, i, mark));
                }
                from = i;
            }
        }
        return spans;
    }

    /// {@return what the grammar makes of the place before the letter `caret`, or else of the letter
    /// before it}
    public Optional<Meaning> at(int caret) {
        if (marks.length == 0) {
            return Optional.empty();
        }
        int place = Math.clamp(caret, 0, marks.length - 1);
        if (marks[place] == null && place > 0) {
            place = Math.min(caret, marks.length) - 1;
        }
        Mark mark = marks[place];
        return mark == null ? Optional.empty() : Optional.of(meaning(mark, place));
    }

    private Meaning meaning(Mark mark, int place) {
        return switch (mark) {
            case WEIGHT -> new Meaning("weight", List.of(weight(place)));
            case EMBEDDING -> embedding(place);
            case TAG -> tag(place);
            case KEYWORD -> {
                int start = place;
                while (start > 0 && marks[start - 1] == Mark.KEYWORD) {
                    start--;
                }
                yield new Meaning(text.startsWith("BREAK", start) ? "break" : "and", List.of());
            }
            case CHANGE -> change(place);
            case CHOICE -> new Meaning("choice", List.of());
            case COMMENT -> new Meaning("comment", List.of());
            case ALONE -> new Meaning("alone", List.of(String.valueOf(text.charAt(place))));
        };
    }

    private double weight(int place) {
        return pairs.stream()
                .filter(pair -> pair.open <= place && place <= pair.close)
                .mapToDouble(Pair::factor)
                .reduce(1, (one, other) -> one * other);
    }

    private Meaning embedding(int place) {
        int from = place;
        while (from > 0 && marks[from - 1] == Mark.EMBEDDING) {
            from--;
        }
        String said = text.substring(from).toLowerCase(Locale.ROOT).replace("\\", "");
        return named.stream()
                .filter(each -> said.matches(
                        "(?s)<?(embedding:)?" + Pattern.quote(each.name().toLowerCase(Locale.ROOT)) + ".*"))
                .max(Comparator.comparing(each -> each.name().length()))
                .map(found -> new Meaning("embedding", List.of(found.vectors())))
                .orElse(new Meaning("embedding", List.of(0)));
    }

    private Meaning tag(int place) {
        Matcher tag = TAG.matcher(text);
        while (tag.find()) {
            if (tag.start() <= place && place < tag.end()) {
                return new Meaning(
                        "tag", List.of(tag.group(1), tag.group(2), tag.group(3) == null ? "1" : tag.group(3)));
            }
        }
        return new Meaning("tag", List.of("", "", ""));
    }

    private Meaning change(int place) {
        Pair inner = pairs.stream()
                .filter(pair -> pair.mark == Mark.CHANGE && pair.open <= place && place <= pair.close)
                .findFirst()
                .orElseThrow();
        String inside = text.substring(inner.open + 1, inner.close);
        if (inside.indexOf('|') >= 0) {
            return new Meaning("turns", List.of(inside.replace("|", " → ")));
        }
        int last = inside.lastIndexOf(':');
        int first = inside.lastIndexOf(':', last - 1);
        return new Meaning(
                "change",
                List.of(
                        first < 0 ? "∅" : inside.substring(0, first),
                        inside.substring(first + 1, last),
                        inside.substring(last + 1).strip()));
    }
}
