package studio.sfumato.job;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import studio.sfumato.diffusion.control.MapNetwork;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.OnnxFile;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// Makes the maps that guide pictures. Networks are opened for one map and closed again. Any thread may use it.
///
/// @param runtime starts what runs networks, if need be
/// @param shelf where networks are
/// @param settings how they are run
public record ControlMaps(Supplier<OrtRuntime> runtime, AddOnShelf shelf, Supplier<EngineSettings> settings) {
    /// {@return the map of `picture`, of its size}; where the picture is the map, itself
    ///
    /// @param network the depth network's name or file, for what needs one; empty for the first on the shelf
    /// @throws ModelFileException if a network is needed and there is none
    /// @throws studio.sfumato.error.StudioException if the network cannot be used
    /// @throws studio.sfumato.error.CancelledException if cancelled
    public Raster map(
            Raster picture, ControlType type, MapSettings how, Optional<String> network, CancellationToken token) {
        token.throwIfCancelled();
        return switch (type.making()) {
            case AS_IT_IS, DRAWN, COMPUTED -> type.map(picture, how);
            case BY_NETWORK -> type.map(depth(picture, network, token), how);
        };
    }

    /// {@return whether the map of such a type can be made of a picture}
    public boolean canMake(ControlType type) {
        return switch (type.making()) {
            case AS_IT_IS, COMPUTED -> true;
            case DRAWN -> false;
            case BY_NETWORK -> !shelf.files(AddOnKind.DEPTH).isEmpty();
        };
    }

    private Raster depth(Raster picture, Optional<String> network, CancellationToken token) {
        Path path = network.map(name -> shelf.get(AddOnKind.DEPTH, name)).orElseGet(this::first);
        OnnxFile file = OnnxFile.read(path, String.valueOf(path.getFileName()));
        EngineSettings now = settings.get();
        SessionSettings sessions =
                new SessionSettings(now.provider(), now.threads(), now.weights().orElse(WeightMode.FOLDED));
        try (MapNetwork opened = MapNetwork.open(file, runtime.get(), sessions)) {
            return opened.map(picture, token);
        }
    }

    private Path first() {
        Map<String, Path> files = shelf.files(AddOnKind.DEPTH);
        return files.values().stream()
                .findFirst()
                .orElseThrow(() -> new ModelFileException(
                        "a depth map needs a network that sees depth, and there is none",
                        "Put an ONNX file such as MiDaS or Depth Anything into a folder called depth among your models,"
                                + " name it (network=FILE), or give a map that is there already (map=PICTURE).",
                        null));
    }
}
