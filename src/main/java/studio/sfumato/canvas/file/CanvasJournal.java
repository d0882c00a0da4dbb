package studio.sfumato.canvas.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Past;
import studio.sfumato.canvas.Step;
import studio.sfumato.canvas.Tile;
import studio.sfumato.canvas.TileFile;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What happened to a canvas, one line a step, added to and never changed. A line stands for a step at an
/// index, and ends what stood at that index and after it; or says at which step the canvas is; or what
/// belongs to the canvas beside its pixels. A line that was half written is passed over.
///
/// One thread at a time may use it.
final class CanvasJournal implements Saving {
    private static final Logger LOG = LoggerFactory.getLogger(CanvasJournal.class);
    /// The file with the tiles of a canvas that was never compacted.
    static final String TILES = "tiles";

    private static final Pattern OTHER_TILES = Pattern.compile("\\{\"file\":\"(tiles-\\d{1,9})\"}\\s*");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private final TileFile tiles;
    private final FileOutputStream out;
    private List<Step> written = List.of();
    private int at = -1;
    private Map<String, String> settings = Map.of();

    CanvasJournal(Path file, TileFile tiles) {
        this.file = file;
        this.tiles = tiles;
        try {
            out = new FileOutputStream(file.toFile(), true);
        } catch (IOException unwritable) {
            throw problem(unwritable);
        }
    }

    /// {@return the name of the file with the tiles that the journal in `folder` speaks of}
    ///
    /// @throws ImageFileException naming the file if it cannot be read
    static String tilesOf(Path folder) {
        Path file = folder.resolve("journal");
        try (Stream<String> lines =
                Files.isRegularFile(file) ? Files.lines(file, StandardCharsets.ISO_8859_1) : Stream.empty()) {
            return lines.filter(line -> !line.isBlank())
                    .limit(1)
                    .map(OTHER_TILES::matcher)
                    .filter(Matcher::matches)
                    .map(named -> named.group(1))
                    .findFirst()
                    .orElse(TILES);
        } catch (IOException | UncheckedIOException unreadable) {
            throw new ImageFileException("the canvas cannot be read: " + file + ": " + unreadable.getMessage());
        }
    }

    /// Says in its first line that its tiles are in the file called `name`.
    void begin(String name) {
        append("{\"file\":\"" + name + "\"}\n");
    }

    /// What a journal tells.
    ///
    /// @param past empty if there is no whole step in it
    record Told(Optional<Past> past, Map<String, String> settings) {}

    /// {@return what is in it; the next [#write] goes on from there}
    ///
    /// @throws ImageFileException naming the file if it cannot be read
    Told read() {
        List<String> lines;
        try {
            lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NoSuchFileException none) {
            LOG.debug("a new canvas", none);
            lines = List.of();
        } catch (IOException unreadable) {
            throw problem(unreadable);
        }
        Reading reading = new Reading();
        lines.stream().filter(line -> !line.isBlank()).forEach(reading::line);
        if (reading.steps.isEmpty()) {
            return new Told(Optional.empty(), reading.settings);
        }
        Past past = new Past(reading.steps, Math.clamp(reading.at, 0, reading.steps.size() - 1));
        written = past.steps();
        at = past.at();
        settings = reading.settings;
        return new Told(Optional.of(past), settings);
    }

    private final class Reading {
        private final List<Step> steps = new ArrayList<>();
        private final Map<Long, Tile> shared = new HashMap<>();
        private Map<String, String> settings = Map.of();
        private int at;

        void line(String line) {
            try {
                JsonNode node = JSON.readTree(line);
                Fields fields = new Fields(node);
                if (fields.has("settings")) {
                    Map<String, String> texts = new TreeMap<>();
                    node.path("settings")
                            .properties()
                            .forEach(each ->
                                    texts.put(each.getKey(), each.getValue().asString()));
                    settings = texts;
                } else if (fields.has("file")) {
                    LOG.debug("the tiles of {} are in {}", file, node.path("file"));
                } else if (fields.has("at")) {
                    at = fields.number("at");
                } else {
                    step(fields.number("step"), node);
                }
            } catch (JacksonException | RequestException broken) {
                LOG.debug("a line of {} is passed over", file, broken);
            }
        }

        private void step(int index, JsonNode node) {
            if (index < 0 || index > steps.size()) {
                throw Fields.wrong("step", "at most " + steps.size() + ", not " + index);
            }
            var before = index == 0
                    ? Optional.<CanvasState>empty()
                    : Optional.of(steps.get(index - 1).state());
            Step step = StateJson.read(node, before, place -> shared.computeIfAbsent(place, tiles::tile));
            steps.subList(index, steps.size()).clear();
            steps.add(step);
            at = index;
        }
    }

    /// {@inheritDoc}
    @Override
    public void write(Past past, Map<String, String> also) {
        int same = 0;
        while (same < Math.min(written.size(), past.steps().size())
                && written.get(same).equals(past.steps().get(same))) {
            same++;
        }
        StringBuilder lines = new StringBuilder();
        for (int i = same; i < past.steps().size(); i++) {
            ObjectNode node = JSON.createObjectNode().put("step", i);
            var before = i == 0
                    ? Optional.<CanvasState>empty()
                    : Optional.of(past.steps().get(i - 1).state());
            StateJson.write(
                    past.steps().get(i), before, tile -> tile.keepIn(tiles).offset(), node);
            lines.append(node).append('\n');
        }
        boolean steps = !lines.isEmpty();
        if (past.at() != (steps ? past.steps().size() - 1 : at)) {
            lines.append(JSON.createObjectNode().put("at", past.at())).append('\n');
        }
        if (!also.equals(settings)) {
            ObjectNode node = JSON.createObjectNode();
            also.forEach(node.putObject("settings")::put);
            lines.append(node).append('\n');
        }
        if (lines.isEmpty()) {
            return;
        }
        if (steps) {
            tiles.force();
        }
        append(lines.toString());
        written = past.steps();
        at = past.at();
        settings = Map.copyOf(also);
    }

    /// Begins with a new line, whatever a crash or a full disk has left of the last.
    private void append(String lines) {
        try {
            out.write(("\n" + lines).getBytes(StandardCharsets.UTF_8));
            out.getFD().sync();
        } catch (IOException unwritable) {
            throw problem(unwritable);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException unimportant) {
            LOG.debug("cannot be closed", unimportant);
        }
    }

    private ImageFileException problem(IOException cause) {
        return new ImageFileException(
                "the canvas cannot be saved: " + file + ": " + cause.getMessage(),
                "Make its folder writable, or free some space. Nothing is lost while the window is open.",
                cause);
    }
}
