package studio.sfumato.ui.canvas;

import java.util.Optional;
import java.util.function.Supplier;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.Surface;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.control.ControlMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;

/// The network that follows the map on a layer of control, and how.
///
/// @param type what of the picture the map shows
/// @param map how it is made
/// @param model the network; empty for none yet
/// @param weight how much it counts
/// @param start from which share of the steps on it guides
/// @param end up to which share it does
/// @param mode who wins, the prompt or the map
record Follower(
        ControlType type, MapSettings map, String model, double weight, double start, double end, ControlMode mode) {
    private static final String BETWEEN = "\t";
    private static final String AND = ":";

    /// One of which nothing has been said.
    static final Follower USUAL =
            new Follower(ControlType.CANNY, ControlType.CANNY.settings(), "", 1, 0, 1, ControlMode.BALANCED);

    /// {@return the same for a map of another type, made as usual}
    Follower of(ControlType other) {
        return new Follower(other, other.settings(), model, weight, start, end, mode);
    }

    /// {@return all of it in one line}
    String text() {
        return String.join(
                BETWEEN,
                type.label() + AND + map.low() + AND + map.high(),
                Double.toString(weight),
                Double.toString(start),
                Double.toString(end),
                mode.label(),
                model);
    }

    /// {@return what [#text] wrote; empty for what another version did}
    static Optional<Follower> read(String text) {
        String[] parts = text.split(BETWEEN, 6);
        try {
            String[] map = parts[0].split(AND, 3);
            ControlType type = ControlType.get(map[0]);
            return parts.length < 6
                    ? Optional.empty()
                    : Optional.of(new Follower(
                            type,
                            map.length < 3
                                    ? type.settings()
                                    : new MapSettings(Double.parseDouble(map[1]), Double.parseDouble(map[2])),
                            parts[5],
                            Double.parseDouble(parts[1]),
                            Double.parseDouble(parts[2]),
                            Double.parseDouble(parts[3]),
                            ControlMode.get(parts[4])));
        } catch (RequestException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// {@return what it asks of the engine; of the map that takes the part which the model sees}
    ///
    /// @param canvas what a layer of type inpaint lies over, put together only if this is one
    ControlUnit unit(Layer layer, CanvasState state, Atelier atelier, Supplier<InpaintMap> canvas) {
        boolean made = type != ControlType.INPAINT;
        Surface drawn = layer.filtered();
        Raster shown =
                made ? Framing.on(drawn.raster(state.area()), 0) : canvas.get().under(drawn);
        return new ControlUnit(
                type, made, atelier.keep(shown), model, weight, start, end, mode, ResizeMode.STRETCH, map);
    }
}
