package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.RequestException;

/// InvokeAI's prompt language, which is compel's (`compel/prompt_parser.py`): `fox+`, `(red fox)1.3`,
/// `"a fox".attend(-)`, `("a fox", "a boat").blend(0.7, 0.3)`, `("a fox", "a boat").and()`, `withLora(name, 0.5)`.
///
/// Brackets that do not fit are text, as there. What compel would read as text where an operator was meant, and
/// `.swap()`, which works inside the U-Net, are refused.
final class CompelGrammar {
    private static final double MORE = 1.1;
    private static final double LESS = 0.9;
    private static final String DECIMAL = "(?:\\d+\\.?\\d*|\\.\\d+)";

    private static final Pattern TIGHT_COMMA = Pattern.compile(",(?=\\S)");
    private static final Pattern SPACE = Pattern.compile("\\s++");
    private static final Pattern SIGNS = Pattern.compile("\\++|-++");
    private static final Pattern NUMBER = Pattern.compile("\\d++\\.\\d*+|\\.\\d++|\\d++");
    private static final Pattern FREE_WORD = Pattern.compile("\\S++");
    private static final Pattern QUOTED = Pattern.compile("\"((?:\\\\\"|[^\"\\n])*+)\"");
    private static final Pattern WORD = Pattern.compile(
            "(?:\\\\[()\",.+\\-=]|[-+](?![\\s()\",.+\\-=]|$)|[^\\s()\",.+\\-=])++", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern MARK = Pattern.compile("[,.]");
    private static final Pattern OPERATOR = Pattern.compile("\\.(blend|and|add|swap)\\(");
    private static final Pattern ATTEND = Pattern.compile("\\s*+\\.attend\\(\\s*+(\\++|-++|" + DECIMAL + ")\\s*+\\)");
    private static final Pattern LORA =
            Pattern.compile("(?:with|use)Lora\\(\\s*+([\\w-]++)\\s*+(?:,\\s*+(-?" + DECIMAL + ")\\s*+)?\\)");
    private static final Pattern ARGUMENTS = Pattern.compile(
            "\\s*+((?:-?" + DECIMAL + "\\s*+(?:,\\s*+-?" + DECIMAL + "\\s*+)*+)?)(,?\\s*+no_normalize\\s*+)?\\)\\s*+");

    private final String text;
    private final int depth;
    private final List<ExtraNetwork> networks = new ArrayList<>();
    private int at;

    private CompelGrammar(String text, int depth) {
        this.text = text;
        this.depth = depth;
        if (depth > PromptGrammar.MOST_OPEN) {
            throw PromptGrammar.tooManyOpen(PromptGrammar.MOST_OPEN);
        }
    }

    static CompelPrompt parse(String prompt) {
        String spaced = TIGHT_COMMA.matcher(prompt).replaceAll(", ").strip();
        return new CompelGrammar(spaced, 0).joined().orElseGet(() -> {
            CompelGrammar grammar = new CompelGrammar(spaced, 0);
            List<PromptPart.Text> whole = fused(grammar.prompt());
            return new CompelPrompt(
                    List.of(new CompelPrompt.Clause(List.of(whole), List.of(1.0), 1)), grammar.networks);
        });
    }

    /// `(…, …).and(…)` or `(…, …).blend(…)`, alone but for what `withLora` says before and after.
    private Optional<CompelPrompt> joined() {
        skipNetworks();
        if (take("(").isEmpty()) {
            return Optional.empty();
        }
        List<List<PromptPart.Text>> items = new ArrayList<>();
        do {
            skip();
            Optional<List<PromptPart.Text>> item = item();
            if (item.isEmpty()) {
                return Optional.empty();
            }
            items.add(fused(item.get()));
            skip();
        } while (take(",").isPresent());
        Optional<Matcher> operator = take(")").flatMap(_ -> take(OPERATOR));
        if (operator.isEmpty() || operator.get().group(1).equals("swap")) {
            return Optional.empty();
        }
        String name = operator.get().group(1);
        Matcher arguments = take(ARGUMENTS).orElseThrow(() -> refused("." + name + "() takes numbers"));
        skipNetworks();
        if (at < text.length()) {
            throw refused("nothing may follow ." + name + "()");
        }
        return Optional.of(joined(items, name, arguments.group(1), arguments.group(2) != null));
    }

    private CompelPrompt joined(List<List<PromptPart.Text>> items, String operator, String numbers, boolean asTheyAre) {
        List<Double> weights = new ArrayList<>();
        for (String number : numbers.isBlank() ? "1,".repeat(items.size()).split(",") : numbers.split(",", -1)) {
            weights.add(bounded(Double.parseDouble(number.strip())));
        }
        if (weights.size() != items.size()) {
            throw refused("." + operator + "() has " + weights.size() + " numbers for " + items.size() + " prompts");
        }
        if (operator.equals("blend")) {
            double sum = asTheyAre
                    ? 1
                    : weights.stream().mapToDouble(Double::doubleValue).sum();
            if (sum == 0) {
                throw refused("the numbers of .blend() add up to 0");
            }
            List<Double> shares = weights.stream().map(weight -> weight / sum).toList();
            return new CompelPrompt(List.of(new CompelPrompt.Clause(items, shares, 1)), networks);
        }
        List<CompelPrompt.Clause> clauses = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            clauses.add(new CompelPrompt.Clause(List.of(items.get(i)), List.of(1.0), weights.get(i)));
        }
        return new CompelPrompt(clauses, networks);
    }

    private Optional<List<PromptPart.Text>> item() {
        int start = at;
        Optional<List<PromptPart.Text>> target = target();
        if (target.isPresent()) {
            return target;
        }
        at = start;
        return take(QUOTED).map(quoted -> {
            CompelGrammar inside = new CompelGrammar(quoted.group(1), depth + 1);
            List<PromptPart.Text> parts = inside.prompt();
            networks.addAll(inside.networks);
            return parts;
        });
    }

    /// A whole prompt, where what is no syntax is text.
    private List<PromptPart.Text> prompt() {
        List<PromptPart.Text> parts = new ArrayList<>();
        for (skip(); at < text.length(); skip()) {
            if (network()) {
                continue;
            }
            int start = at;
            boolean word = "(\"".indexOf(text.charAt(at)) < 0;
            Optional<List<PromptPart.Text>> weighted = weighted(word);
            if (weighted.isPresent()) {
                parts.addAll(weighted.get());
            } else {
                at = start;
                parts.add(plain(take(FREE_WORD).orElseThrow().group()));
            }
        }
        return parts;
    }

    /// What stands in brackets or quotes, where only syntax may stand; nothing if something else does.
    private Optional<List<PromptPart.Text>> fragment(String end) {
        List<PromptPart.Text> parts = new ArrayList<>();
        for (skip(); at < text.length() && !text.startsWith(end, at); skip()) {
            if (network()) {
                continue;
            }
            int start = at;
            Optional<List<PromptPart.Text>> weighted = weighted(false);
            if (weighted.isEmpty()) {
                at = start;
                weighted = take(MARK).map(mark -> List.of(plain(mark.group())));
            }
            if (weighted.isEmpty()) {
                return Optional.empty();
            }
            parts.addAll(weighted.get());
        }
        return Optional.of(parts);
    }

    /// {@return a target with its weight; nothing if there is none, or it has no weight and must}
    private Optional<List<PromptPart.Text>> weighted(boolean mustWeigh) {
        boolean word = "(\"".indexOf(text.charAt(at)) < 0;
        Optional<List<PromptPart.Text>> target = target();
        if (target.isEmpty()) {
            return Optional.empty();
        }
        Optional<Matcher> weight = take(ATTEND).or(() -> take(SIGNS)).or(() -> word ? Optional.empty() : take(NUMBER));
        if (weight.isEmpty()) {
            if (OPERATOR.matcher(text).region(at, text.length()).lookingAt()) {
                throw refused("'" + text.substring(at, Math.min(text.length(), at + 7)) + "' cannot stand here"
                        + (text.startsWith(".swap", at) ? ": Sfumato cannot swap words" : ""));
            }
            return mustWeigh ? Optional.empty() : target;
        }
        String said = weight.get().groupCount() > 0
                ? weight.get().group(1)
                : weight.get().group();
        double factor = said.startsWith("+")
                ? Math.pow(MORE, said.length())
                : said.startsWith("-") ? Math.pow(LESS, said.length()) : Double.parseDouble(said);
        return Optional.of(target.get().stream()
                .map(part -> new PromptPart.Text(part.text(), bounded(part.weight() * factor)))
                .toList());
    }

    private Optional<List<PromptPart.Text>> target() {
        if (text.startsWith("(", at)) {
            return bracket();
        }
        if (text.startsWith("\"", at)) {
            return take(QUOTED).flatMap(quoted -> {
                CompelGrammar inside = new CompelGrammar(quoted.group(1), depth + 1);
                Optional<List<PromptPart.Text>> parts = inside.fragment("\0");
                parts.ifPresent(_ -> networks.addAll(inside.networks));
                return quoted.group(1).isBlank() ? Optional.of(List.of(plain(""))) : parts;
            });
        }
        return take(WORD).map(word -> List.of(plain(word.group())));
    }

    private Optional<List<PromptPart.Text>> bracket() {
        CompelGrammar inside = new CompelGrammar(text, depth + 1);
        inside.at = at + 1;
        Optional<List<PromptPart.Text>> parts = inside.fragment(")");
        if (parts.isEmpty() || inside.at == text.length()) {
            return Optional.empty();
        }
        networks.addAll(inside.networks);
        at = inside.at + 1;
        return parts;
    }

    private boolean network() {
        Optional<Matcher> named = take(LORA);
        named.ifPresent(lora -> {
            double strength = lora.group(2) == null ? 1 : bounded(Double.parseDouble(lora.group(2)));
            networks.add(new ExtraNetwork("lora", lora.group(1), strength, strength, OptionalInt.empty()));
        });
        return named.isPresent();
    }

    private void skipNetworks() {
        skip();
        while (network()) {
            skip();
        }
    }

    private void skip() {
        take(SPACE);
    }

    private Optional<Matcher> take(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        at = matcher.end();
        return Optional.of(matcher);
    }

    private Optional<String> take(String mark) {
        if (!text.startsWith(mark, at)) {
            return Optional.empty();
        }
        at += mark.length();
        return Optional.of(mark);
    }

    private static PromptPart.Text plain(String text) {
        return new PromptPart.Text(text.replace("\\(", "(").replace("\\)", ")").replace("\\\"", "\""), 1);
    }

    /// {@return neighbours of one weight as one, parted by a space}
    private static List<PromptPart.Text> fused(List<PromptPart.Text> parts) {
        List<PromptPart.Text> fused = new ArrayList<>();
        PromptPart.@Nullable Text open = null;
        for (PromptPart.Text part : parts.isEmpty() ? List.of(plain("")) : parts) {
            if (open != null && open.weight() == part.weight()) {
                open = new PromptPart.Text(open.text() + " " + part.text(), part.weight());
                fused.set(fused.size() - 1, open);
            } else {
                open = part;
                fused.add(part);
            }
        }
        return fused;
    }

    private static double bounded(double weight) {
        if (!(Math.abs(weight) <= PromptGrammar.MOST_WEIGHT)) {
            throw PromptGrammar.badWeight(Double.toString(weight));
        }
        return weight;
    }

    private static RequestException refused(String why) {
        return new RequestException("the prompt cannot be read: " + why, "escape it, or see docs/prompts.md", null);
    }
}
