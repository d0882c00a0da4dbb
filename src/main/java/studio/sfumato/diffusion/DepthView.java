package studio.sfumato.diffusion;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.diffusion.hires.LatentUpscale;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.image.Raster;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelSource;

/// The depth map that a model which sees depth is fed beside the latents, as diffusers' Depth2Img pipeline makes it:
/// cubic interpolation to the latents' size, then the least at −1 and the most at 1.
///
/// @param unit names the map: grey, the nearest white
/// @param seen finds it
record DepthView(ControlUnit unit, Function<PictureRef, Raster> seen) {
    private static final float MOST = 255;

    /// {@return what `model` is fed for a request; empty if it sees no depth}
    ///
    /// @param lenient whether a map is left out that was meant for another model
    /// @throws RequestException if it needs a map and the request has none, or several
    /// @throws UnsupportedModelException if there is a map and the model sees none
    static Optional<DepthView> of(
            GenerationRequest request, ModelSource model, Function<PictureRef, Raster> sources, boolean lenient) {
        return unit(request, model, lenient).map(unit -> {
            ControlView view = ControlView.of(request, sources);
            return new DepthView(view.fitted(unit), sources.andThen(view.part()));
        });
    }

    /// {@return the unit of a request that feeds `model` its map; empty if it sees no depth}. No picture is opened.
    ///
    /// @param lenient whether a map is left out that was meant for another model
    /// @throws RequestException if it needs a map and the request has none, or several
    /// @throws UnsupportedModelException if there is a map and the model sees none
    static Optional<ControlUnit> unit(GenerationRequest request, ModelSource model, boolean lenient) {
        List<ControlUnit> units =
                request.controls().stream().filter(ControlUnit::own).toList();
        if (!model.depth()) {
            if (!units.isEmpty() && !lenient) {
                throw new UnsupportedModelException(
                        model.name() + " sees no depth: it cannot be given a depth map",
                        "Choose a depth model (SD 2 depth), or a ControlNet: --control TYPE=depth,map=PICTURE,model=NAME.",
                        null);
            }
            return Optional.empty();
        }
        if (units.size() != 1) {
            throw new RequestException(
                    model.name()
                            + (units.isEmpty() ? " sees depth: it needs a depth map" : " can see only one depth map"),
                    "--depth-map PICTURE",
                    null);
        }
        return Optional.of(units.getFirst());
    }

    /// {@return the same of another view of the map}
    DepthView through(Function<Raster, Raster> view) {
        return new DepthView(unit, seen.andThen(view));
    }

    /// {@return the map, −1…1: [1, 1, height/factor, width/factor]}; all 0 where it is flat
    ///
    /// @param factor how many pixels a latent pixel covers
    Tensor channel(ImageSize size, int factor) {
        Raster map = unit.map(seen.apply(unit.picture()), size.width(), size.height());
        float[] near = new float[map.width() * map.height()];
        for (int i = 0; i < near.length; i++) {
            near[i] = ((map.argb(i % map.width(), i / map.width()) >> 8) & 0xFF) / MOST;
        }
        Tensor small = LatentUpscale.BICUBIC.apply(
                Tensor.wrap(Shape.of(1, 1, map.height(), map.width()), near),
                size.height() / factor,
                size.width() / factor);
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : small.toArray()) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        float low = least;
        float range = most - least;
        return small.map(value -> range > 0 ? 2 * (value - low) / range - 1 : 0);
    }
}
