package studio.sfumato.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A file's name with A1111's tokens in it, such as `[seed]-[prompt_words<4>]` or `[datetime<%Y-%m-%d>]`. What is not a
/// token stays as it is.
///
/// @param text the pattern
public record NamePattern(String text) {
    private static final Pattern TOKEN = Pattern.compile("\\[([a-z_]+)((?:<[^<>]*>)*)]", Pattern.CASE_INSENSITIVE);
    /// A slash that is no part of a date's form.
    private static final Pattern SLASH = Pattern.compile("[/\\\\](?![^<]*>)");

    private static final Pattern ARGUMENT = Pattern.compile("<([^<>]*)>");
    private static final Pattern NOT_LETTERS = Pattern.compile("[\\s{}\\[\\]()\"',]+");
    private static final int MOST_WORDS = 8;
    private static final int HASH_DIGITS = 8;

    /// {@return the folders that the pattern names, each fit to be one; empty parts and dots are left out}
    public List<String> folders(NameFacts facts) {
        List<String> folders = new ArrayList<>();
        for (String part : SLASH.split(text, -1)) {
            String name = FileNames.fit(filled(part, facts));
            if (!name.isEmpty()) {
                folders.add(name);
            }
        }
        return folders;
    }

    /// {@return the name without its ending; the seed where the pattern comes to nothing}
    public String name(NameFacts facts) {
        String name = FileNames.fit(filled(text, facts));
        return name.isEmpty() ? facts.seed() : name;
    }

    /// {@return what looks like a token and is none, and so stays in the name as it is}
    public List<String> unknown() {
        NameFacts facts = NameExample.facts(ZonedDateTime.now(ZoneId.systemDefault()));
        return TOKEN.matcher(text)
                .results()
                .filter(token -> value(token.group(1).toLowerCase(Locale.ROOT), List.of(), facts)
                        .isEmpty())
                .map(MatchResult::group)
                .toList();
    }

    private static String filled(String pattern, NameFacts facts) {
        return TOKEN.matcher(pattern).replaceAll(token -> {
            List<String> arguments = ARGUMENT.matcher(token.group(2))
                    .results()
                    .map(argument -> argument.group(1))
                    .toList();
            return Matcher.quoteReplacement(value(token.group(1).toLowerCase(Locale.ROOT), arguments, facts)
                    .map(FileNames::part)
                    .orElse(token.group()));
        });
    }

    private static Optional<String> value(String token, List<String> arguments, NameFacts facts) {
        String prompt = facts.request().prompt().positive();
        return switch (token) {
            case "seed" -> Optional.of(facts.seed());
            case "steps" ->
                Optional.of(Integer.toString(facts.request().sampling().steps()));
            case "cfg" -> Optional.of(Double.toString(facts.request().guidance().scale()));
            case "sampler" -> Optional.of(facts.request().sampling().sampler().label());
            case "scheduler" ->
                Optional.of(facts.request().sampling().schedule().label());
            case "width" -> Optional.of(Integer.toString(facts.request().size().width()));
            case "height" -> Optional.of(Integer.toString(facts.request().size().height()));
            case "clip_skip" ->
                Optional.of(Integer.toString(facts.request().prompt().clipSkip()));
            case "model_name" -> Optional.of(facts.model());
            case "model_hash" -> Optional.of(facts.modelHash());
            case "batch_number", "generation_number" -> Optional.of(Integer.toString(facts.picture() + 1));
            case "batch_size" -> Optional.of(Integer.toString(facts.request().batch()));
            case "date" -> Optional.of(facts.made().toLocalDate().toString());
            case "datetime" -> Optional.of(datetime(facts.made(), arguments));
            case "job_timestamp" -> Optional.of(Strftime.format("%Y%m%d%H%M%S", facts.made()));
            case "prompt" -> Optional.of(prompt.strip().replace(' ', '_'));
            case "prompt_spaces" -> Optional.of(prompt.strip());
            case "prompt_words" -> Optional.of(words(prompt, number(arguments, MOST_WORDS)));
            case "prompt_hash" -> Optional.of(hash(prompt, number(arguments, HASH_DIGITS)));
            case "none" -> Optional.of("");
            default -> Optional.empty();
        };
    }

    private static String words(String prompt, int most) {
        String words = Arrays.stream(NOT_LETTERS.split(prompt))
                .filter(word -> !word.isEmpty())
                .limit(most)
                .collect(Collectors.joining(" "));
        return words.isEmpty() ? "empty" : words;
    }

    private static String datetime(ZonedDateTime made, List<String> arguments) {
        String format = arguments.isEmpty() || arguments.getFirst().isEmpty() ? "%Y%m%d%H%M%S" : arguments.getFirst();
        try {
            ZonedDateTime there = arguments.size() > 1 ? made.withZoneSameInstant(ZoneId.of(arguments.get(1))) : made;
            return Strftime.format(format, there);
        } catch (DateTimeException unknownZone) {
            return Strftime.format(format, made);
        }
    }

    private static int number(List<String> arguments, int usual) {
        return arguments.isEmpty() || !arguments.getFirst().matches("\\d{1,3}")
                ? usual
                : Integer.parseInt(arguments.getFirst());
    }

    private static String hash(String text, int digits) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            String hex = HexFormat.of().formatHex(hash);
            return hex.substring(0, Math.clamp(digits, 1, hex.length()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
