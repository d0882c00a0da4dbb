package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import studio.sfumato.error.RequestException;

/// The weights in a prompt as ComfyUI reads them (`comfy/sd1_clip.py`, `token_weights`): `(x)` is 1.1 times as strong
/// as what is around it, `(x:1.3)` 1.3 times whatever is around it, `\(` is a bracket that means nothing, and one that
/// does not close is text. Square brackets, `AND` and `BREAK` are text.
final class ComfyGrammar {
    private static final double ROUND = 1.1;
    private static final String CLOSED = "\0\1";
    private static final String OPENED = "\0\2";

    /// What Python takes for a number.
    private static final Pattern NUMBER = Pattern.compile(
            "[+-]?(?:\\d(?:_?\\d)*+\\.?(?:\\d(?:_?\\d)*+)?+|\\.\\d(?:_?\\d)*+)(?:[eE][+-]?\\d(?:_?\\d)*+)?+");

    private static final Pattern NO_NUMBER = Pattern.compile("(?i)[+-]?(?:inf(?:inity)?|nan)");

    private final List<PromptPart> parts = new ArrayList<>();

    private ComfyGrammar() {}

    /// {@return the prompt's stretches in order; none where it is empty}
    ///
    /// @throws RequestException if a weight is beyond 1000, or more than 100 brackets stand inside one another
    static List<PromptPart> parse(String prompt) {
        ComfyGrammar grammar = new ComfyGrammar();
        grammar.read(prompt.replace("\\)", CLOSED).replace("\\(", OPENED), 1, 0);
        return grammar.parts;
    }

    private void read(String text, double weight, int depth) {
        if (depth > PromptGrammar.MOST_OPEN) {
            throw PromptGrammar.tooManyOpen(PromptGrammar.MOST_OPEN);
        }
        for (String stretch : stretches(text)) {
            if (stretch.length() < 2 || !stretch.startsWith("(") || !stretch.endsWith(")")) {
                add(stretch, weight);
                continue;
            }
            String inside = stretch.substring(1, stretch.length() - 1);
            int colon = inside.lastIndexOf(':');
            String number = colon > 0 ? inside.substring(colon + 1).strip() : "";
            if (NUMBER.matcher(number).matches()) {
                read(inside.substring(0, colon), Double.parseDouble(number.replace("_", "")), depth + 1);
            } else if (NO_NUMBER.matcher(number).matches()) {
                throw PromptGrammar.badWeight(number);
            } else {
                read(inside, weight * ROUND, depth + 1);
            }
        }
    }

    /// {@return what stands in brackets and what stands between them, in order}
    private static List<String> stretches(String text) {
        List<String> stretches = new ArrayList<>();
        StringBuilder stretch = new StringBuilder();
        int level = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                if (level == 0 && !stretch.isEmpty()) {
                    stretches.add(stretch.toString());
                    stretch.setLength(0);
                }
                level++;
            }
            stretch.append(c);
            if (c == ')') {
                level--;
                if (level == 0) {
                    stretches.add(stretch.toString());
                    stretch.setLength(0);
                }
            }
        }
        if (!stretch.isEmpty()) {
            stretches.add(stretch.toString());
        }
        return stretches;
    }

    private void add(String stretch, double weight) {
        if (!(Math.abs(weight) <= PromptGrammar.MOST_WEIGHT)) {
            throw PromptGrammar.badWeight(Double.toString(weight));
        }
        String text = stretch.replace(CLOSED, ")").replace(OPENED, "(");
        parts.add(new PromptPart.Text(text, weight));
    }
}
