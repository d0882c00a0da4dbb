package studio.sfumato.settings;

import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Keeps over a restart where the window stood. What cannot be read is forgotten.
public final class WindowFile {
    private static final double LEAST = 100;
    private static final double MOST = 32_000;

    private final JsonFile file;

    /// @param file where it is kept; it need not exist
    public WindowFile(Path file) {
        this.file = new JsonFile(file, 1, "the window opens as it first did");
    }

    /// Where a window stands, in the desktop's pixels.
    ///
    /// @param maximised whether it fills the screen; then the rest tells what it goes back to
    /// @param workspace the workspace that is shown
    public record Place(double x, double y, double width, double height, boolean maximised, String workspace) {}

    /// {@return where it stood; empty when that is not known}
    public Optional<Place> load() {
        ObjectNode node = file.read().node();
        Place place = new Place(
                node.path("x").asDouble(Double.NaN),
                node.path("y").asDouble(Double.NaN),
                node.path("width").asDouble(Double.NaN),
                node.path("height").asDouble(Double.NaN),
                node.path("maximised").asBoolean(false),
                node.path("workspace").asString(""));
        boolean sane = Math.abs(place.x) < MOST
                && Math.abs(place.y) < MOST
                && place.width > LEAST
                && place.width < MOST
                && place.height > LEAST
                && place.height < MOST;
        return sane ? Optional.of(place) : Optional.empty();
    }

    /// Keeps `place`.
    ///
    /// @throws studio.sfumato.error.ImageFileException naming the file if it cannot be written
    public void save(Place place) {
        ObjectNode node = file.read().node();
        node.put("x", place.x);
        node.put("y", place.y);
        node.put("width", place.width);
        node.put("height", place.height);
        node.put("maximised", place.maximised);
        node.put("workspace", place.workspace);
        file.write(node);
    }
}
