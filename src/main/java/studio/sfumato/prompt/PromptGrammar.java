package studio.sfumato.prompt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.RequestException;

/// The weights in a prompt, as A1111 1.10 reads them (`modules/prompt_parser.py`, `parse_prompt_attention`): `(x)` is
/// 1.1 times, `(x:1.3)` 1.3 times, `[x]` 1/1.1 times as strong, brackets multiply, `\(` is a bracket that means
/// nothing, one that is never closed reaches to the end and one that was never opened is text.
public final class PromptGrammar {
    /// Weights beyond this are typing mistakes; far beyond it single precision overflows and the picture goes black.
    static final double MOST_WEIGHT = 1000;

    /// Each closing bracket passes over all that stands inside, so this keeps huge prompts quick to read.
    static final int MOST_OPEN = 100;

    private static final double ROUND = 1.1;
    private static final double SQUARE = 1 / 1.1;

    private static final Pattern LEXEME = Pattern.compile(
            "\\\\[()\\[\\]\\\\]?+|[()\\[\\]]|:\\s*+([+-]?+(?:\\d++\\.?+\\d*+|\\.\\d++))\\s*+\\)|:|[^\\\\()\\[\\]:]++");

    private static final String BREAK = "BREAK";
    private static final double BREAK_WEIGHT = -1;
    private static final Pattern BREAK_WORD = Pattern.compile("\\bBREAK\\b", Pattern.UNICODE_CHARACTER_CLASS);

    private final List<Stretch> stretches = new ArrayList<>();
    private final Deque<Integer> round = new ArrayDeque<>();
    private final Deque<Integer> square = new ArrayDeque<>();

    private PromptGrammar() {}

    private record Stretch(String text, double weight) {}

    /// {@return the prompt's parts in order, at least one; neighbours differ in weight}
    ///
    /// @throws RequestException if a weight is beyond 1000, or more than 100 brackets of a kind are open at once
    public static List<PromptPart> parse(String prompt) {
        PromptGrammar grammar = new PromptGrammar();
        Matcher lexemes = LEXEME.matcher(prompt);
        while (lexemes.find()) {
            grammar.read(lexemes.group(), lexemes.group(1));
        }
        grammar.round.forEach(from -> grammar.multiply(from, ROUND));
        grammar.square.forEach(from -> grammar.multiply(from, SQUARE));
        return grammar.parts();
    }

    private void read(String lexeme, @Nullable String weight) {
        if (lexeme.startsWith("\\")) {
            stretches.add(new Stretch(lexeme.substring(1), 1));
        } else if (lexeme.equals("(")) {
            open(round);
        } else if (lexeme.equals("[")) {
            open(square);
        } else if (weight != null && !round.isEmpty()) {
            multiply(round.pop(), Double.parseDouble(weight));
        } else if (lexeme.equals(")") && !round.isEmpty()) {
            multiply(round.pop(), ROUND);
        } else if (lexeme.equals("]") && !square.isEmpty()) {
            multiply(square.pop(), SQUARE);
        } else {
            text(lexeme);
        }
    }

    private void open(Deque<Integer> brackets) {
        if (brackets.size() == MOST_OPEN) {
            throw tooManyOpen(MOST_OPEN);
        }
        brackets.push(stretches.size());
    }

    static RequestException tooManyOpen(int most) {
        return new RequestException(
                "more than " + most + " brackets of the prompt are open at once", "\\( is a plain (", null);
    }

    private void multiply(int from, double factor) {
        for (int i = from; i < stretches.size(); i++) {
            Stretch stretch = stretches.get(i);
            stretches.set(i, new Stretch(stretch.text(), stretch.weight() * factor));
        }
    }

    private void text(String text) {
        Matcher breaks = BREAK_WORD.matcher(text);
        String rest = text;
        int from = 0;
        while (breaks.find()) {
            stretches.add(new Stretch(rest.substring(0, breaks.start() - from).stripTrailing(), 1));
            stretches.add(new Stretch(BREAK, BREAK_WEIGHT));
            rest = text.substring(breaks.end()).stripLeading();
            from = text.length() - rest.length();
        }
        stretches.add(new Stretch(rest, 1));
    }

    /// A break inside brackets is weighted like text, and by A1111's rule text is what it then is.
    private List<PromptPart> parts() {
        List<PromptPart> parts = new ArrayList<>();
        int from = 0;
        do {
            double weight = stretches.isEmpty() ? 1 : stretches.get(from).weight();
            StringBuilder text = new StringBuilder();
            while (from < stretches.size() && stretches.get(from).weight() == weight) {
                text.append(stretches.get(from).text());
                from++;
            }
            parts.add(part(text.toString(), weight));
        } while (from < stretches.size());
        return parts;
    }

    private static PromptPart part(String text, double weight) {
        if (text.equals(BREAK) && weight == BREAK_WEIGHT) {
            return new PromptPart.Break();
        }
        if (!(Math.abs(weight) <= MOST_WEIGHT)) {
            throw badWeight(Double.toString(weight));
        }
        return new PromptPart.Text(text, weight);
    }

    static RequestException badWeight(String weight) {
        return new RequestException(
                "a weight of the prompt is " + weight + "; it must be between -1000 and 1000",
                "\\( is a plain (",
                null);
    }
}
