package studio.sfumato.diffusion;

import java.util.Optional;
import studio.sfumato.image.Raster;

/// What a step took the finished picture for. It is drawn only when somebody looks, and can be drawn again later and on
/// any thread; what is kept is no more than latents.
public interface StepFrame {
    /// The estimates that guidance is about.
    enum Estimate {
        /// What guidance made of the other two.
        MERGED,
        /// With the prompt alone.
        PROMPTED,
        /// With the negative prompt alone.
        UNPROMPTED
    }

    /// {@return the estimate as a picture; only the merged one is there in a step without guidance}
    Optional<Raster> draw(Estimate estimate);

    /// {@return the merged estimate as small as it comes, a pixel a latent}
    Raster small();

    /// {@return whether this step has all three estimates}
    boolean guided();

    /// A picture that has been drawn already.
    record Drawn(Raster picture) implements StepFrame {
        @Override
        public Optional<Raster> draw(Estimate estimate) {
            return estimate == Estimate.MERGED ? Optional.of(picture) : Optional.empty();
        }

        @Override
        public Raster small() {
            return picture;
        }

        @Override
        public boolean guided() {
            return false;
        }
    }
}
