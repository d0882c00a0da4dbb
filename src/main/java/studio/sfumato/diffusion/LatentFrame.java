package studio.sfumato.diffusion;

import java.util.Optional;
import studio.sfumato.image.LatentPreview;
import studio.sfumato.image.Raster;
import studio.sfumato.tensor.Tensor;

/// A step as the latents of its estimates.
///
/// @param estimates of one picture: [1, channels, height, width]
/// @param previews draws them
/// @param tiny draws them better, if it is there
record LatentFrame(Estimates estimates, LatentPreview previews, Optional<TinyPreview> tiny) implements StepFrame {
    /// {@return the frame of one picture of a batch}; a batch of one is not copied.
    static LatentFrame of(Estimates batch, int row, LatentPreview previews, Optional<TinyPreview> tiny) {
        if (batch.guided().shape().at(0) == 1) {
            return new LatentFrame(batch, previews, tiny);
        }
        Tensor guided = batch.guided().slice(row, row + 1);
        if (!batch.different()) {
            return new LatentFrame(Estimates.unguided(guided), previews, tiny);
        }
        return new LatentFrame(
                new Estimates(
                        guided,
                        batch.prompted().slice(row, row + 1),
                        batch.unprompted().slice(row, row + 1)),
                previews,
                tiny);
    }

    @Override
    public boolean guided() {
        return estimates.different();
    }

    @Override
    public Optional<Raster> draw(Estimate estimate) {
        return switch (estimate) {
            case MERGED ->
                tiny.flatMap(better -> better.draw(estimates.guided()))
                        .or(() -> Optional.of(previews.render(estimates.guided(), 0)));
            case PROMPTED -> unmerged(estimates.prompted());
            case UNPROMPTED -> unmerged(estimates.unprompted());
        };
    }

    private Optional<Raster> unmerged(Tensor estimate) {
        return guided() ? Optional.of(previews.render(estimate, 0)) : Optional.empty();
    }

    @Override
    public Raster small() {
        return previews.colours().render(estimates.guided(), 0);
    }
}
