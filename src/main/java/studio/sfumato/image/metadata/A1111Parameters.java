package studio.sfumato.image.metadata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The text that A1111 1.10 writes into a picture's `parameters` chunk and that most other tools read:
/// ```
/// a fox on a blue background Negative prompt: text, frame Steps: 20, Sampler: DPM++ 2M, Schedule type:
/// Karras, CFG scale: 7, Seed: 1, Size: 512x512, Version: v1.10.1
/// ```
/// The format has no escape for prompts, so three things are lost on the way: spaces at the ends of
/// lines, empty lines at the start, and the border between prompt and negative prompt if a line of the
/// prompt starts with `Negative prompt:`.
public final class A1111Parameters {
    private static final String NEGATIVE = "Negative prompt:";

    /// Fewer fields than this in the last line, and it is part of the prompt.
    private static final int FEWEST_FIELDS = 3;

    private static final Pattern PAIR = Pattern.compile("(\\d+)x(\\d+)");

    private A1111Parameters() {}

    /// {@return the text that says `parameters`}
    public static String write(PictureParameters parameters) {
        String fields = ordered(parameters.fields())
                .map(field -> field.getKey().equals(field.getValue())
                        ? field.getKey()
                        : field.getKey() + ": " + A1111Fields.quote(field.getValue()))
                .collect(Collectors.joining(", "));
        String negative = parameters.negative().isEmpty() ? "" : "\n" + NEGATIVE + " " + parameters.negative();
        return A1111Fields.strip(parameters.prompt() + negative + "\n" + fields);
    }

    private static Stream<Map.Entry<String, String>> ordered(Map<String, String> fields) {
        Predicate<String> placed = name -> A1111Field.FIRST.contains(name) || A1111Field.LAST.contains(name);
        return Stream.of(
                        A1111Field.FIRST.stream(),
                        fields.keySet().stream().filter(placed.negate()),
                        A1111Field.LAST.stream())
                .flatMap(Function.identity())
                .filter(fields::containsKey)
                .map(name -> Map.entry(name, fields.getOrDefault(name, "")));
    }

    /// {@return what `text` says, read as A1111 reads it; any text has a meaning, if only as a prompt}
    public static PictureParameters parse(String text) {
        List<String> lines = new ArrayList<>(List.of(A1111Fields.strip(text).split("\n", -1)));
        List<A1111Fields.Match> matches = A1111Fields.find(lines.getLast());
        if (matches.size() < FEWEST_FIELDS) {
            matches = List.of();
        } else {
            lines.removeLast();
        }
        StringBuilder prompt = new StringBuilder();
        StringBuilder negative = new StringBuilder();
        StringBuilder part = prompt;
        for (String untrimmed : lines) {
            String line = A1111Fields.strip(untrimmed);
            if (line.startsWith(NEGATIVE)) {
                part = negative;
                line = A1111Fields.strip(line.substring(NEGATIVE.length()));
            }
            part.append(part.isEmpty() ? "" : "\n").append(line);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (A1111Fields.Match match : matches) {
            if (!match.value().isEmpty()) {
                fields.put(match.name(), A1111Fields.unquote(match.value()));
            }
        }
        return new PictureParameters(prompt.toString(), negative.toString(), fields);
    }

    /// {@return what A1111's own reader hands on, before its defaults: the prompts as `Prompt` and
    /// `Negative prompt`, and values such as `512x768` split into `Size-1` and `Size-2`}
    public static Map<String, String> dictionary(PictureParameters parameters) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Prompt", parameters.prompt());
        all.put("Negative prompt", parameters.negative());
        parameters.fields().forEach((name, value) -> {
            var pair = PAIR.matcher(value);
            if (pair.matches()) {
                all.put(name + "-1", pair.group(1));
                all.put(name + "-2", pair.group(2));
            } else {
                all.put(name, value);
            }
        });
        return all;
    }
}
