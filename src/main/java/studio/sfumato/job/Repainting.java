package studio.sfumato.job;

import java.util.Optional;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.inpaint.Inpainting;

/// How a picture was made from another, as its file tells: that other one and the mask are not in it.
///
/// @param strength how far the other was changed, 0…1; empty where that is not told
/// @param mask how the mask was used; empty where there was none
public record Repainting(Optional<Double> strength, Optional<Inpainting> mask) {
    /// {@return how `task` makes a picture from another; empty where it makes it from words, or larger}
    static Optional<Repainting> of(Task task) {
        return switch (task) {
            case Task.TextToImage _, Task.Upscale _ -> Optional.empty();
            case Task.ImageToImage image ->
                Optional.of(new Repainting(Optional.of(image.strength()), Optional.empty()));
            case Task.Inpaint part ->
                Optional.of(new Repainting(Optional.of(part.strength()), Optional.of(part.options())));
        };
    }
}
