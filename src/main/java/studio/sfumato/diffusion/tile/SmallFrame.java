package studio.sfumato.diffusion.tile;

import java.util.Optional;
import studio.sfumato.diffusion.StepFrame;
import studio.sfumato.image.Raster;

/// A step of a large picture, seen as small as it comes.
///
/// @param step the step
public record SmallFrame(StepFrame step) implements StepFrame {
    @Override
    public Optional<Raster> draw(Estimate estimate) {
        return estimate == Estimate.MERGED ? Optional.of(step.small()) : Optional.empty();
    }

    @Override
    public Raster small() {
        return step.small();
    }

    @Override
    public boolean guided() {
        return false;
    }
}
