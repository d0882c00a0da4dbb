package studio.sfumato.job;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.control.ControlMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;

/// Gives a model that sees depth the depth map of the picture it starts from, where a request brings none. The last
/// map is remembered: requests for one picture after the other mostly start from the same.
final class DepthMaps {
    private final ControlMaps maps;
    private final Function<PictureRef, Raster> sources;
    private volatile @Nullable Made last;

    /// A map that was made.
    ///
    /// @param of whose depth it shows
    /// @param name what names it
    private record Made(PictureRef of, PictureRef name, Raster map) {}

    /// @param maps makes them
    /// @param sources finds all other pictures
    DepthMaps(ControlMaps maps, Function<PictureRef, Raster> sources) {
        this.maps = maps;
        this.sources = sources;
    }

    /// {@return a picture that a request names, or the map that was made for it}
    Raster open(PictureRef picture) {
        Made made = last;
        return made != null && made.name.equals(picture) ? made.map : sources.apply(picture);
    }

    /// {@return the request with a depth map for the model itself}
    ///
    /// @param model what the model is called
    /// @throws RequestException if it has none and none can be made; the message names both ways to one
    GenerationRequest completed(GenerationRequest request, String model, CancellationToken token) {
        if (request.controls().stream().anyMatch(ControlUnit::own)) {
            return request;
        }
        PictureRef source = source(request.task())
                .orElseThrow(() -> new RequestException(
                        model + " sees depth: it needs a depth map, or a picture whose depth can be seen",
                        "--depth-map PICTURE or --init PICTURE",
                        null));
        Made made = last;
        if (made == null || !made.of.equals(source)) {
            if (!maps.canMake(ControlType.DEPTH)) {
                throw new RequestException(
                        model + " sees depth: it needs a depth map, and there is no network that makes one",
                        "Give one (--depth-map PICTURE; on the canvas a layer of control of type depth for the model"
                                + " itself), or put an ONNX file such as MiDaS or Depth Anything into a folder called"
                                + " depth among your models.",
                        null);
            }
            Raster map = maps.map(
                    sources.apply(source), ControlType.DEPTH, ControlType.DEPTH.settings(), Optional.empty(), token);
            made = new Made(source, SourceStore.name(map), map);
            last = made;
        }
        List<ControlUnit> units = Stream.concat(request.controls().stream(), Stream.of(unit(made.name, request.task())))
                .toList();
        return request.withControls(units);
    }

    /// {@return the unit that feeds a model itself a depth map}
    ///
    /// @param map grey, the nearest white
    /// @param task what is made, by which a map of another size is fitted
    static ControlUnit unit(PictureRef map, Task task) {
        return new ControlUnit(
                ControlType.DEPTH,
                true,
                map,
                ControlUnit.OWN,
                1,
                0,
                1,
                ControlMode.BALANCED,
                resize(task),
                ControlType.DEPTH.settings());
    }

    private static Optional<PictureRef> source(Task task) {
        return switch (task) {
            case Task.TextToImage _ -> Optional.empty();
            case Task.ImageToImage change -> Optional.of(change.source());
            case Task.Inpaint part -> Optional.of(part.source());
            case Task.Upscale larger -> Optional.of(larger.source());
        };
    }

    private static ResizeMode resize(Task task) {
        return switch (task) {
            case Task.TextToImage _, Task.Upscale _ -> ResizeMode.STRETCH;
            case Task.ImageToImage change -> change.resize();
            case Task.Inpaint part -> part.resize();
        };
    }
}
