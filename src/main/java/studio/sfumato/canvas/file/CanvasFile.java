package studio.sfumato.canvas.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.canvas.HeapRoom;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Surface;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.error.RequestException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `.sfumato` files: a zip with `document.json`, each layer's pixels as a PNG to the last bit, what is
/// selected, and the picture they make. What could be undone is not in it.
public final class CanvasFile {
    /// The version of the files' form.
    public static final int VERSION = 1;

    /// What the files' names end in.
    public static final String ENDING = ".sfumato";

    private static final String DOCUMENT = "document.json";
    private static final String SELECTION = "selection.png";
    private static final String PICTURE = "picture";
    private static final int MOST_JSON = 16 << 20;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private CanvasFile() {}

    /// What a file holds.
    ///
    /// @param settings what belongs to the canvas beside its pixels, such as the prompt
    /// @param notes what the user should hear about, one line each
    public record Content(CanvasState state, Map<String, String> settings, List<String> notes) {
        /// Copies both.
        public Content {
            settings = Map.copyOf(settings);
            notes = List.copyOf(notes);
        }
    }

    /// Writes `state`, in one stroke. Slow; on any thread but the window's.
    ///
    /// @param settings what belongs to the canvas beside its pixels, such as the prompt
    /// @throws ImageFileException naming the file if it cannot be written; it is as it was then
    public static void write(Path file, CanvasState state, Map<String, String> settings) {
        ZipWriter.write(file, zip -> write(zip, state, settings));
    }

    private static void write(ZipWriter zip, CanvasState state, Map<String, String> settings) throws IOException {
        zip.stored("mimetype", "application/x-sfumato".getBytes(StandardCharsets.US_ASCII));
        ObjectNode node = JSON.createObjectNode().put("version", VERSION);
        node.put("width", state.width()).put("height", state.height()).put("nextId", state.nextId());
        StateJson.style(state.maskStyle(), node.putObject("mask"));
        ArrayNode layers = node.putArray("layers");
        for (Layer layer : state.layers()) {
            ObjectNode one = layers.addObject();
            StateJson.properties(layer, one);
            pixels(zip, layer.pixels(), "layers/" + layer.id() + ".png", one);
        }
        pixels(zip, state.selection(), SELECTION, node.putObject("selection"));
        new TreeMap<>(settings).forEach(node.putObject("settings")::put);
        zip.text(DOCUMENT, JSON.writeValueAsString(node) + "\n");
        zip.thumbnail("thumbnail.png", new Compositor(state).flattened());
    }

    private static void pixels(ZipWriter zip, Surface surface, String name, ObjectNode node) throws IOException {
        Area area = surface.content();
        if (!area.isEmpty()) {
            zip.picture(name, surface, area);
            node.put("x", area.x()).put("y", area.y()).put(PICTURE, name);
        }
    }

    /// {@return what is in `file`. Slow; on any thread but the window's}
    ///
    /// @throws ImageFileException naming the file, and the entry or field of it that is wrong
    /// @throws NotEnoughMemoryException if there is not enough memory for it
    public static Content read(Path file) {
        try (PictureZip zip = PictureZip.open(file, spareMemory())) {
            JsonNode node = JSON.readTree(zip.text(DOCUMENT, MOST_JSON));
            int version = new Fields(node).number("version");
            if (version > VERSION) {
                throw new ImageFileException(
                        file + " was written by a newer version of Sfumato", "Open it with that version.", null);
            }
            return content(zip, node);
        } catch (JacksonException | RequestException wrong) {
            throw new ImageFileException(file + ": " + DOCUMENT + " cannot be read: " + firstLine(wrong), null, wrong);
        }
    }

    private static String firstLine(RuntimeException wrong) {
        return String.valueOf(wrong.getMessage()).lines().findFirst().orElse("it makes no sense");
    }

    private static Content content(PictureZip zip, JsonNode node) {
        Fields fields = new Fields(node);
        CanvasState blank = CanvasState.blank(fields.number("width"), fields.number("height"));
        if (node.path("layers").size() > CanvasState.MOST_LAYERS) {
            throw Fields.wrong("layers", "at most " + CanvasState.MOST_LAYERS);
        }
        List<Layer> layers = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        int next = Math.max(1, fields.number("nextId"));
        for (JsonNode each : node.path("layers")) {
            Layer layer = StateJson.properties(new Fields(each));
            if (layer.id() < 1 || layer.id() == Integer.MAX_VALUE || !ids.add(layer.id())) {
                throw Fields.wrong("id", "another for each layer, not " + layer.id());
            }
            next = Math.max(next, layer.id() + 1);
            layers.add(layer.with(pixels(zip, new Fields(each), layer.kind() == LayerKind.MASK)));
        }
        Surface selected = pixels(zip, fields.object("selection"), true).clipped(blank.area());
        CanvasState state = new CanvasState(
                blank.width(),
                blank.height(),
                layers,
                selected.isEmpty() ? Surface.EMPTY : selected,
                StateJson.style(fields.object("mask")),
                next);
        Map<String, String> settings = new TreeMap<>();
        node.path("settings")
                .properties()
                .forEach(each -> settings.put(each.getKey(), each.getValue().asString()));
        return new Content(state, settings, List.of());
    }

    private static Surface pixels(PictureZip zip, Fields fields, boolean coverage) {
        if (!fields.has(PICTURE)) {
            return Surface.EMPTY;
        }
        Surface surface = zip.picture(fields.text(PICTURE), fields.number("x"), fields.number("y"));
        return coverage ? surface.coverage() : surface;
    }

    /// {@return how many bytes a file's layers may take: what is there, less what reading one of them
    /// needs}
    static long spareMemory() {
        return HeapRoom.bytes(Runtime.getRuntime().maxMemory() / 2) / 5 * 3;
    }
}
