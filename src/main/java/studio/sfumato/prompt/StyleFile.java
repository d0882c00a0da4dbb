package studio.sfumato.prompt;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.AtomicFiles;
import studio.sfumato.image.PictureWriter;

/// Styles in a file as A1111 writes them, `styles.csv`: columns `name`, `prompt` and `negative_prompt`.
///
/// @param path the file, which need not exist
public record StyleFile(Path path) {
    private static final List<String> COLUMNS = List.of("name", "prompt", "negative_prompt");
    private static final int MOST_BYTES = 16 << 20;

    /// {@return the styles in it, in order; none where there is no file. Of several of a name the last
    /// counts.}
    ///
    /// @throws ImageFileException if it cannot be read
    /// @throws RequestException if it is no such table; the message names the line
    public List<PromptStyle> read() {
        if (!Files.exists(path)) {
            return List.of();
        }
        String file = String.valueOf(path.getFileName());
        List<Csv.Row> rows = Csv.parse(file, TextFile.read(path, MOST_BYTES));
        if (rows.isEmpty()) {
            return List.of();
        }
        List<String> header = rows.getFirst().fields().stream()
                .map(column -> column.strip().toLowerCase(Locale.ROOT))
                .toList();
        if (!header.contains("name") || !header.contains("prompt")) {
            throw new RequestException(
                    file + " is no table of styles: its first line names no columns 'name' and 'prompt'");
        }
        Map<String, PromptStyle> styles = new LinkedHashMap<>();
        for (Csv.Row row : rows.subList(1, rows.size())) {
            String name = field(row, header, COLUMNS.get(0)).strip();
            if (!name.isEmpty()) {
                styles.put(
                        name,
                        new PromptStyle(name, field(row, header, COLUMNS.get(1)), field(row, header, COLUMNS.get(2))));
            }
        }
        return List.copyOf(styles.values());
    }

    private static String field(Csv.Row row, List<String> header, String column) {
        int at = header.indexOf(column);
        return at < 0 || at >= row.fields().size() ? "" : row.fields().get(at);
    }

    /// Keeps `styles` in place of what was there.
    ///
    /// @throws ImageFileException naming the file if it cannot be written
    public void write(List<PromptStyle> styles) {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(",", COLUMNS));
        styles.forEach(style ->
                lines.add(quoted(style.name()) + "," + quoted(style.positive()) + "," + quoted(style.negative())));
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            PictureWriter.prepare(folder);
        }
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFiles.write(path, out -> out.write(text));
    }

    private static String quoted(String field) {
        return "\"" + field.replace("\"", "\"\"") + "\"";
    }
}
