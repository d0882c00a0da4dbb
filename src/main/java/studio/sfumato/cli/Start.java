package studio.sfumato.cli;

import java.util.Optional;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.Task;

/// What a request begins with.
///
/// @param task what is made of it
/// @param size the size that goes with its picture, where it has one
record Start(Task task, Optional<ImageSize> size) {
    /// Noise alone.
    static final Start NOISE = new Start(new Task.TextToImage(), Optional.empty());
}
