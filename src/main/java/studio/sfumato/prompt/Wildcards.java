package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.RequestException;

/// Prompts with choices in them, as the extension Dynamic Prompts for A1111 writes them: `{fox|owl}` takes
/// one, `{3::fox|owl}` the fox three times as often, `{2$$red|green|blue}` two of them with a comma
/// between, `{1-2$$ and $$a|b|c}` one or two with ` and ` between; `__animal__` takes a line of the list
/// of that name, and `__animals/*__` of all that match. All of it may stand in all of it. Braces without a
/// bar are text.
///
/// @param lists where the lines of `__name__` come from
public record Wildcards(Lists lists) {
    private static final Pattern NAME = Pattern.compile("__([\\p{L}\\p{N}*][\\p{L}\\p{N}_\\-./* ]*?)__");
    private static final Pattern HOW_MANY = Pattern.compile("\\s*(\\d{1,3})(?:-(\\d{1,3}))?\\$\\$");
    private static final Pattern WEIGHT = Pattern.compile("\\s*(\\d{1,6}(?:\\.\\d{1,6})?)::");
    private static final int DEEPEST = 20;
    private static final int DEEPEST_BRACES = 100;
    private static final int LONGEST = 100_000;

    /// Lists of words by name.
    @FunctionalInterface
    public interface Lists {
        /// {@return the lines of the list called `name`, at least one}
        ///
        /// @throws RequestException if there is none
        List<String> lines(String name);
    }

    private record Option(double weight, String text) {}

    private record Choices(int least, int most, String between, List<Option> options) {}

    /// {@return whether there is anything to choose in `text`}
    public static boolean in(String text) {
        if (NAME.matcher(text).find()) {
            return true;
        }
        for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
            int end = closing(text, at);
            if (end > 0 && choices(text.substring(at + 1, end)) != null) {
                return true;
            }
        }
        return false;
    }

    /// {@return `template` with everything chosen}
    ///
    /// @param chance decides; equal chances choose equally
    /// @throws RequestException if a list is missing, lists go round in a circle, or the prompt grows
    /// beyond measure
    public String resolve(String template, WildcardChance chance) {
        return resolve(template, chance, List.of(), 0);
    }

    private String resolve(String text, WildcardChance chance, List<String> within, int depth) {
        if (depth > DEEPEST_BRACES) {
            throw new RequestException("braces may be " + DEEPEST_BRACES + " deep at most");
        }
        if (within.size() > DEEPEST) {
            throw new RequestException("wildcards go round in a circle: " + String.join(" → ", within.subList(0, 4)));
        }
        StringBuilder out = new StringBuilder();
        Matcher name = NAME.matcher(text);
        int at = 0;
        while (at < text.length()) {
            char letter = text.charAt(at);
            int end = letter == '{' ? closing(text, at) : -1;
            if (end > 0) {
                out.append(braces(text.substring(at + 1, end), chance, within, depth + 1));
                at = end + 1;
            } else if (letter == '_' && name.find(at) && name.start() == at) {
                out.append(line(name.group(1).strip(), chance, within, depth + 1));
                at = name.end();
            } else {
                out.append(letter);
                at++;
            }
            if (out.length() > LONGEST) {
                throw new RequestException("the wildcards make a prompt of more than " + LONGEST + " letters");
            }
        }
        return out.toString();
    }

    private String braces(String inside, WildcardChance chance, List<String> within, int depth) {
        Choices choices = choices(inside);
        if (choices == null) {
            return "{" + resolve(inside, chance, within, depth) + "}";
        }
        int wanted = choices.least + chance.below(choices.most - choices.least + 1);
        List<Option> left = new ArrayList<>(choices.options);
        List<String> taken = new ArrayList<>();
        while (taken.size() < wanted && !left.isEmpty()) {
            Option option = left.remove(pick(left, chance));
            taken.add(resolve(option.text, chance, within, depth));
        }
        return String.join(choices.between, taken);
    }

    private static int pick(List<Option> options, WildcardChance chance) {
        double point =
                chance.next() * options.stream().mapToDouble(Option::weight).sum();
        for (int i = 0; i < options.size(); i++) {
            point -= options.get(i).weight;
            if (point < 0) {
                return i;
            }
        }
        return options.size() - 1;
    }

    private String line(String name, WildcardChance chance, List<String> within, int depth) {
        List<Option> options = lists.lines(name).stream().map(Wildcards::option).toList();
        List<String> deeper = new ArrayList<>(within);
        deeper.add(name);
        return resolve(options.get(pick(options, chance)).text, chance, deeper, depth);
    }

    /// {@return what is in a pair of braces; `null` where that is plain text}
    private static @Nullable Choices choices(String inside) {
        Matcher many = HOW_MANY.matcher(inside);
        boolean counted = many.lookingAt();
        String rest = counted ? inside.substring(many.end()) : inside;
        String between = ", ";
        int second = rest.indexOf("$$");
        if (counted && second >= 0) {
            between = rest.substring(0, second);
            rest = rest.substring(second + 2);
        }
        List<String> parts = split(rest);
        if (!counted && parts.size() < 2) {
            return null;
        }
        int least = counted ? Integer.parseInt(many.group(1)) : 1;
        int most = counted && many.group(2) != null ? Integer.parseInt(many.group(2)) : least;
        return new Choices(
                Math.min(least, most),
                Math.max(least, most),
                between,
                parts.stream().map(Wildcards::option).collect(Collectors.toList()));
    }

    private static Option option(String text) {
        Matcher weight = WEIGHT.matcher(text);
        return weight.lookingAt()
                ? new Option(Double.parseDouble(weight.group(1)), text.substring(weight.end()))
                : new Option(1, text);
    }

    /// Bars in braces and square brackets further in belong there.
    private static List<String> split(String inside) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < inside.length(); i++) {
            switch (inside.charAt(i)) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '|' -> {
                    if (depth == 0) {
                        parts.add(inside.substring(from, i));
                        from = i + 1;
                    }
                }
                default -> {}
            }
        }
        parts.add(inside.substring(from));
        return parts;
    }

    /// {@return where the brace that opens at `open` is closed; -1 where it never is}
    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char letter = text.charAt(i);
            depth += letter == '{' ? 1 : letter == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }
}
