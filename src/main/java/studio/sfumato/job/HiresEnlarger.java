package studio.sfumato.job;

import java.util.function.Supplier;
import studio.sfumato.diffusion.hires.PictureEnlarger;
import studio.sfumato.diffusion.upscale.Enlarger;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Raster;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// The upscalers of this machine between two passes of a picture. Each is opened for one picture: that
/// takes less time
/// than a step, and its memory is free for the second pass.
///
/// @param shelf where they are found
/// @param settings how networks are run now
record HiresEnlarger(AddOnShelf shelf, OrtRuntime runtime, Supplier<EngineSettings> settings)
        implements PictureEnlarger {
    @Override
    public void require(String upscaler) {
        if (!upscaler.equalsIgnoreCase(Upscaling.LANCZOS)) {
            shelf.get(AddOnKind.UPSCALER, upscaler);
        }
    }

    @Override
    public Raster enlarge(String upscaler, Raster picture, double factor, CancellationToken token) {
        try (Upscaling upscaling = Upscaling.open(upscaler, shelf, () -> runtime, settings.get(), Enlarger.TILE)) {
            return upscaling.enlarge(picture, factor, (_, _) -> {}, token);
        }
    }
}
