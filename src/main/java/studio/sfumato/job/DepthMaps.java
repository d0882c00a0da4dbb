package studio.sfumato.job;

import java.nio.file.Path;
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
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.weights.checkpoint.DepthFile;

/// Gives a model that sees depth the depth map of the picture it starts from, where a request brings none: as the
/// network within the model's file sees it, or one on the shelf. The last map is remembered: requests for one picture
/// after the other mostly start from the same.
final class DepthMaps {
    private final ControlMaps maps;
    private final Function<PictureRef, Raster> sources;
    private volatile @Nullable Made last;

    /// A map that was made.
    ///
    /// @param of whose depth it shows
    /// @param model where the model lies that it was made for
    /// @param name what names it
    private record Made(PictureRef of, Path model, PictureRef name, Raster map) {}

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
    /// @param place where the model that sees depth lies
    /// @throws RequestException if it has none and none can be made; the message names both ways to one
    /// @throws ModelFileException if the network within the model's file is damaged
    GenerationRequest completed(GenerationRequest request, String model, Path place, CancellationToken token) {
        if (request.controls().stream().anyMatch(ControlUnit::own)) {
            return request;
        }
        PictureRef source = source(request.task())
                .orElseThrow(() -> new RequestException(
                        model + " sees depth: it needs a depth map, or a picture whose depth can be seen",
                        "--depth-map PICTURE or --init PICTURE",
                        null));
        Made made = last;
        if (made == null || !made.of.equals(source) || !made.model.equals(place)) {
            Raster picture = sources.apply(source);
            Raster map = own(picture, model, place, token).orElseGet(() -> other(picture, model, token));
            made = new Made(source, place, SourceStore.name(map), map);
            last = made;
        }
        List<ControlUnit> units = Stream.concat(request.controls().stream(), Stream.of(unit(made.name, request.task())))
                .toList();
        return request.withControls(units);
    }

    /// {@return the map as the network within a model's file sees it; empty if it has none}
    private Optional<Raster> own(Raster picture, String model, Path place, CancellationToken token) {
        try {
            return DepthFile.within(place).map(file -> maps.depth(picture, file, token));
        } catch (ModelFileException | UnsupportedModelException broken) {
            throw new ModelFileException(
                    model + "'s own network that sees depth cannot be used: " + broken.getMessage(),
                    "Give a depth map (--depth-map PICTURE), or get the file again.",
                    broken);
        }
    }

    /// {@return the map as the first network on the shelf sees it}
    private Raster other(Raster picture, String model, CancellationToken token) {
        if (!maps.canMake(ControlType.DEPTH)) {
            throw new RequestException(
                    model + " sees depth: it needs a depth map, and there is no network that makes one",
                    "Give one (--depth-map PICTURE; on the canvas a layer of control of type depth for the model"
                            + " itself), or put dpt_hybrid-midas-501f0c75.pt, or MiDaS or Depth Anything as an ONNX"
                            + " file, into a folder called depth among your models.",
                    null);
        }
        return maps.map(picture, ControlType.DEPTH, ControlType.DEPTH.settings(), Optional.empty(), token);
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
