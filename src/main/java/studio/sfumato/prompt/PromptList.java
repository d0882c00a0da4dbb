package studio.sfumato.prompt;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.Suggestions;

/// Reads files of prompts, one picture a line: plain text, or CSV with a header.
public final class PromptList {
    /// A hundred thousand long prompts; more is surely another file picked by mistake.
    private static final int MAX_BYTES = 64 << 20;

    private static final List<String> COLUMNS =
            List.of("prompt", "negative", "seed", "steps", "cfg", "width", "height", "sampler", "schedule");

    private static final BigInteger LOWEST_SEED = BigInteger.valueOf(Long.MIN_VALUE);
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,20}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d{1,9}(\\.\\d{0,17})?|\\.\\d{1,17})");

    private PromptList() {}

    /// {@return the prompts in `file`, in order}
    ///
    /// A `.csv` file has a header that names its columns: `prompt` and any of `negative`, `seed`, `steps`,
    /// `cfg`, `width`, `height`, `sampler`, `schedule`; an empty field leaves it open. Any other file is text:
    /// one prompt a line, less the spaces around it; empty lines and those that start with `#` don't count.
    ///
    /// @throws ImageFileException if the file is missing, unreadable, too large or not UTF-8
    /// @throws RequestException if it holds no prompt, an unknown column or a bad number; the message names it
    public static List<PromptLine> read(Path file) {
        String text = TextFile.read(file, MAX_BYTES);
        String name = String.valueOf(file.getFileName());
        boolean csv = name.toLowerCase(Locale.ROOT).endsWith(".csv");
        List<PromptLine> lines = csv ? readCsv(name, text) : readText(text);
        if (lines.isEmpty()) {
            throw new RequestException(name + " holds no prompts");
        }
        return lines;
    }

    private static List<PromptLine> readText(String text) {
        List<PromptLine> lines = new ArrayList<>();
        int row = 0;
        for (String line : text.lines().toList()) {
            row++;
            String prompt = line.strip();
            if (!prompt.isEmpty() && !prompt.startsWith("#")) {
                lines.add(PromptLine.of(row, prompt));
            }
        }
        return List.copyOf(lines);
    }

    private static List<PromptLine> readCsv(String name, String text) {
        List<Csv.Row> rows = Csv.parse(name, text);
        if (rows.isEmpty()) {
            return List.of();
        }
        List<String> header = header(name, rows.getFirst());
        return rows.stream()
                .skip(1)
                .map(row -> new Fields(name, row, header).line())
                .toList();
    }

    private static List<String> header(String name, Csv.Row row) {
        List<String> header = row.fields().stream()
                .map(column -> column.strip().toLowerCase(Locale.ROOT))
                .toList();
        for (int i = 0; i < header.size(); i++) {
            String column = header.get(i);
            if (!COLUMNS.contains(column)) {
                List<String> near = Suggestions.nearest(column, COLUMNS);
                String known = "the columns are " + String.join(", ", COLUMNS);
                String hint = column.indexOf(';') >= 0 || column.indexOf('\t') >= 0
                        ? "part the columns with commas"
                        : near.isEmpty() ? known : "did you mean " + String.join(" or ", near) + "?";
                throw new RequestException(
                        name + ": unknown column '" + row.fields().get(i).strip() + "'", hint, null);
            }
            if (header.indexOf(column) != i) {
                throw new RequestException(name + ": column '" + column + "' is there twice");
            }
        }
        if (!header.contains("prompt")) {
            throw new RequestException(name + ": the header has no column 'prompt'");
        }
        return header;
    }

    /// The fields of one record by column.
    private static final class Fields {
        private final String where;
        private final int line;
        private final Map<String, String> values = new HashMap<>();

        Fields(String name, Csv.Row row, List<String> header) {
            where = name + " line " + row.line();
            line = row.line();
            if (row.fields().size() > header.size()) {
                throw new RequestException(
                        where + ": " + row.fields().size() + " fields, but the header has " + header.size(),
                        "put a prompt that holds a comma in double quotes",
                        null);
            }
            for (int i = 0; i < row.fields().size(); i++) {
                values.put(header.get(i), row.fields().get(i).strip());
            }
        }

        PromptLine line() {
            return new PromptLine(
                    line,
                    values.getOrDefault("prompt", ""),
                    text("negative"),
                    seed(),
                    whole("steps"),
                    decimal("cfg"),
                    whole("width"),
                    whole("height"),
                    text("sampler"),
                    text("schedule"));
        }

        private Optional<String> text(String column) {
            return Optional.ofNullable(values.get(column)).filter(value -> !value.isEmpty());
        }

        /// Seeds have 64 bits and no sign; a negative one counts from 2⁶⁴.
        private Optional<BigInteger> seed() {
            Optional<BigInteger> seed = integer("seed");
            if (seed.isPresent()
                    && (seed.get().compareTo(LOWEST_SEED) < 0 || seed.get().bitLength() > Long.SIZE)) {
                throw bad("seed", seed.get().toString());
            }
            return seed;
        }

        private OptionalInt whole(String column) {
            Optional<BigInteger> value = integer(column);
            if (value.isEmpty()) {
                return OptionalInt.empty();
            }
            if (value.get().bitLength() >= Integer.SIZE) {
                throw bad(column, value.get().toString());
            }
            return OptionalInt.of(value.get().intValue());
        }

        private Optional<BigInteger> integer(String column) {
            return text(column).map(value -> new BigInteger(matching(WHOLE, column, value)));
        }

        private OptionalDouble decimal(String column) {
            Optional<String> value = text(column);
            return value.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Double.parseDouble(matching(DECIMAL, column, value.get())));
        }

        private String matching(Pattern pattern, String column, String value) {
            if (!pattern.matcher(value).matches()) {
                throw bad(column, value);
            }
            return value;
        }

        private RequestException bad(String column, String value) {
            return new RequestException(where + ": " + column + " must be a number, not '" + value + "'");
        }
    }
}
