package studio.sfumato.prompt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import studio.sfumato.error.RequestException;

/// Prompt editing `[from:to:when]` and alternation `[a|b]`, as A1111 1.10 reads them (`modules/prompt_parser.py`).
///
/// There a grammar decides: brackets that fit together and hold what they should are read, others are text. A `|`
/// that stands in no alternation, or a backslash before nothing, spoils the whole prompt, which is then taken as it is.
/// Weights stay in the text for [PromptGrammar].
final class ScheduleGrammar {
    /// Each opens a level of reading; [PromptGrammar] stops at as many of either kind.
    private static final int MOST_OPEN = 2 * PromptGrammar.MOST_OPEN;

    private static final Pattern LEXEME =
            Pattern.compile("\\\\[^\\n]|[()\\[\\]:|]|[^\\\\()\\[\\]:|]++", Pattern.DOTALL);

    private static final Pattern WHEN = Pattern.compile(
            "\\s*+([+-]?(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?\\d++)?)\\s*+", Pattern.UNICODE_CHARACTER_CLASS);

    private final Deque<Open> open = new ArrayDeque<>();
    private final List<Node> whole = new ArrayList<>();

    private ScheduleGrammar() {}

    private sealed interface Node {
        record Text(String text) implements Node {}

        record Change(List<Node> from, List<Node> to, String when) implements Node {}

        record Turns(List<List<Node>> options) implements Node {}
    }

    /// A bracket whose end has not come.
    ///
    /// @param marks the `:` and `|` between its parts
    private record Open(String bracket, List<List<Node>> parts, StringBuilder marks) {}

    /// {@return what `prompt` says when}
    ///
    /// @throws RequestException if more than 200 brackets are open at once
    static PromptSchedule parse(String prompt, StepRange range) {
        Optional<List<Node>> read = new ScheduleGrammar().read(prompt);
        if (read.isEmpty()) {
            return PromptSchedule.of(prompt, range);
        }
        NavigableSet<Integer> ends = new TreeSet<>(List.of(range.steps()));
        collect(read.get(), range, ends);
        return new PromptSchedule(ends.stream()
                .map(end -> {
                    StringBuilder text = new StringBuilder();
                    write(read.get(), end, range, text);
                    return new PromptSchedule.Stage(end, text.toString());
                })
                .toList());
    }

    private Optional<List<Node>> read(String prompt) {
        Matcher lexemes = LEXEME.matcher(prompt);
        int at = 0;
        while (at < prompt.length()) {
            lexemes.region(at, prompt.length());
            if (!lexemes.lookingAt() || !take(lexemes.group())) {
                return Optional.empty();
            }
            at = lexemes.end();
        }
        return giveUp() ? Optional.of(whole) : Optional.empty();
    }

    /// {@return whether the prompt can still be read}
    private boolean take(String lexeme) {
        switch (lexeme) {
            case "(", "[" -> {
                if (open.size() == MOST_OPEN) {
                    throw PromptGrammar.tooManyOpen(MOST_OPEN);
                }
                open.push(new Open(lexeme, new ArrayList<>(List.of(new ArrayList<>())), new StringBuilder()));
            }
            case ")", "]" -> {
                return close(lexeme);
            }
            case ":" -> mark(':');
            case "|" -> {
                if (open.isEmpty() || open.element().bracket().equals("(")) {
                    return false;
                }
                mark('|');
            }
            default -> add(new Node.Text(lexeme));
        }
        return true;
    }

    private void mark(char mark) {
        if (open.isEmpty()) {
            add(new Node.Text(":"));
        } else {
            open.element().marks().append(mark);
            open.element().parts().add(new ArrayList<>());
        }
    }

    private void add(Node node) {
        (open.isEmpty() ? whole : open.element().parts().getLast()).add(node);
    }

    private boolean close(String bracket) {
        Open inner = open.peek();
        if (inner == null || inner.bracket().equals("(") != bracket.equals(")")) {
            boolean readable = giveUp();
            add(new Node.Text(bracket));
            return readable;
        }
        String marks = inner.marks().toString();
        Optional<Node> node = Optional.empty();
        if (marks.isEmpty() || (bracket.equals(")") && marks.equals(":"))) {
            open.pop();
            pieces(inner).forEach(this::add);
            add(new Node.Text(bracket));
            return true;
        } else if (bracket.equals("]") && marks.indexOf(':') < 0) {
            node = Optional.of(new Node.Turns(inner.parts()));
        } else if (bracket.equals("]") && (marks.equals(":") || marks.equals("::"))) {
            node = change(inner.parts());
        }
        if (node.isPresent()) {
            open.pop();
            add(node.get());
            return true;
        }
        boolean readable = giveUp();
        add(new Node.Text(bracket));
        return readable;
    }

    private static Optional<Node> change(List<List<Node>> parts) {
        List<Node> last = parts.getLast();
        if (last.size() != 1 || !(last.getFirst() instanceof Node.Text(String text))) {
            return Optional.empty();
        }
        Matcher when = WHEN.matcher(text);
        if (!when.matches()) {
            return Optional.empty();
        }
        List<Node> from = parts.size() == 3 ? parts.getFirst() : List.of();
        return Optional.of(new Node.Change(from, parts.get(parts.size() - 2), when.group(1)));
    }

    /// Takes all open brackets as text. {@return whether that can be: a `|` is never text}
    private boolean giveUp() {
        boolean readable = true;
        while (!open.isEmpty()) {
            Open outermost = open.removeLast();
            readable &= outermost.marks().indexOf("|") < 0;
            whole.addAll(pieces(outermost));
        }
        return readable;
    }

    private static List<Node> pieces(Open bracket) {
        List<Node> pieces = new ArrayList<>();
        pieces.add(new Node.Text(bracket.bracket()));
        for (int i = 0; i < bracket.parts().size(); i++) {
            if (i > 0) {
                pieces.add(new Node.Text(bracket.marks().substring(i - 1, i)));
            }
            pieces.addAll(bracket.parts().get(i));
        }
        return pieces;
    }

    private static void collect(List<Node> nodes, StepRange range, NavigableSet<Integer> ends) {
        for (Node node : nodes) {
            switch (node) {
                case Node.Text _ -> {}
                case Node.Change change -> {
                    if (range.step(change.when()) >= 1) {
                        ends.add(range.step(change.when()));
                    }
                    collect(change.from(), range, ends);
                    collect(change.to(), range, ends);
                }
                case Node.Turns turns -> {
                    IntStream.rangeClosed(1, range.steps()).forEach(ends::add);
                    turns.options().forEach(option -> collect(option, range, ends));
                }
            }
        }
    }

    private static void write(List<Node> nodes, int step, StepRange range, StringBuilder text) {
        for (Node node : nodes) {
            switch (node) {
                case Node.Text plain -> text.append(plain.text());
                case Node.Change change ->
                    write(step <= range.step(change.when()) ? change.from() : change.to(), step, range, text);
                case Node.Turns turns ->
                    write(turns.options().get((step - 1) % turns.options().size()), step, range, text);
            }
        }
    }
}
