package studio.sfumato.library;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.Suggestions;

/// Reads a search as it is typed: words, "words in this order", -words to leave out, and `key:value`.
final class SearchReader {
    private static final Pattern PART =
            Pattern.compile("(-?)(?:([A-Za-z]+):)?(?:\"([^\"]*)(?:\"|$)|(\\S*))", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern NUMBER = Pattern.compile("(>=|<=|>|<|=)?(\\d{1,9}(?:\\.\\d{1,6})?)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})[x×X](\\d{1,5})");
    private static final List<String> KEYS = List.of(
            "model",
            "sampler",
            "schedule",
            "seed",
            "steps",
            "cfg",
            "rating",
            "size",
            "width",
            "height",
            "negative",
            "tag",
            "collection",
            "after",
            "before",
            "date",
            "is");

    private final List<Term> terms = new ArrayList<>();
    private boolean trash;

    Search read(String text) {
        Matcher part = PART.matcher(text.strip());
        while (part.find()) {
            boolean not = !part.group(1).isEmpty();
            boolean quoted = part.group(3) != null;
            String value = quoted ? part.group(3) : part.group(4);
            String key = part.group(2);
            if (key != null && !KEYS.contains(key.toLowerCase(Locale.ROOT))) {
                refuseMistyped(key);
                value = key + ":" + value; // a time or a link, not a key
                key = null;
            }
            if (value == null || value.isBlank()) {
                continue; // a key whose value is still being typed finds everything
            }
            if (key == null) {
                terms.add(new Term.Words(value, quoted, not));
            } else if (key.equalsIgnoreCase("is") && value.equalsIgnoreCase("trashed")) {
                trash = !not;
            } else {
                terms.add(term(key.toLowerCase(Locale.ROOT), value.strip(), quoted, not));
            }
        }
        return new Search(terms, trash);
    }

    private static void refuseMistyped(String key) {
        List<String> near = Suggestions.nearest(key, KEYS);
        if (key.length() > 2 && !near.isEmpty()) {
            throw new RequestException(
                    "'" + key + ":' cannot be searched for", "Did you mean " + String.join(" or ", near) + "?", null);
        }
    }

    private static Term term(String key, String value, boolean quoted, boolean not) {
        return switch (key) {
            case "model" -> new Term.Named(0, value, quoted, not);
            case "sampler" -> new Term.Named(1, value, quoted, not);
            case "schedule" -> new Term.Named(2, value, quoted, not);
            case "seed" -> new Term.Compared("seed", "=", seed(value), not);
            case "negative" -> new Term.Negative(value, not);
            case "tag" -> new Term.Labelled(0, value, not);
            case "collection" -> new Term.Labelled(1, value, not);
            case "size" -> size(value, not);
            case "after" -> new Term.Made(start(day(value)), Long.MAX_VALUE, not);
            case "before" -> new Term.Made(0, start(day(value)), not);
            case "date" -> date(value, not);
            case "is" -> is(value, not);
            default -> compared(key, value, not);
        };
    }

    private static Term compared(String key, String value, boolean not) {
        Matcher number = NUMBER.matcher(value);
        if (!number.matches()) {
            throw new RequestException(key + ": must be a number such as 4 or >=4, not '" + value + "'");
        }
        String operator = number.group(1) == null ? "=" : number.group(1);
        return new Term.Compared(key, operator, Double.valueOf(number.group(2)), not);
    }

    private static Term size(String value, boolean not) {
        Matcher sides = SIZE.matcher(value);
        if (!sides.matches()) {
            throw new RequestException("size: must look like 512x512, not '" + value + "'");
        }
        return new Term.Sized(Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)), not);
    }

    private static long seed(String value) {
        try {
            return Long.parseUnsignedLong(value);
        } catch (NumberFormatException wrong) {
            throw new RequestException("seed: must be a whole number below 2^64, not '" + value + "'", null, wrong);
        }
    }

    private static Term date(String value, boolean not) {
        LocalDate day = day(value);
        LocalDate next = switch (value.length()) {
            case 4 -> day.plusYears(1);
            case 7 -> day.plusMonths(1);
            default -> day.plusDays(1);
        };
        return new Term.Made(start(day), start(next), not);
    }

    /// {@return the first day of the year, month or day that `value` names}
    private static LocalDate day(String value) {
        try {
            return switch (value.length()) {
                case 4 -> LocalDate.of(Integer.parseInt(value), 1, 1);
                case 7 -> YearMonth.parse(value).atDay(1);
                default -> LocalDate.parse(value);
            };
        } catch (DateTimeException | NumberFormatException wrong) {
            throw new RequestException(
                    "a date must look like 2026-01-31, 2026-01 or 2026, not '" + value + "'", null, wrong);
        }
    }

    private static long start(LocalDate day) {
        return day.atStartOfDay(ZoneId.systemDefault()).toInstant().toEpochMilli();
    }

    private static Term is(String value, boolean not) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "favourite", "favorite" -> new Term.Favourite(not);
            case "rated" -> new Term.Compared("rating", ">", 0, not);
            default -> throw new RequestException("is: must be favourite, rated or trashed, not '" + value + "'");
        };
    }
}
