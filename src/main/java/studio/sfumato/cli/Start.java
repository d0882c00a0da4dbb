package studio.sfumato.cli;

import java.util.Optional;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.Task;

/// What a request begins with.
///
/// @param task what is made of it
/// @param size the size that goes with its picture, where it has one
/// @param name what its pictures are called after their number; empty for the usual
record Start(Task task, Optional<ImageSize> size, Optional<String> name) {
    /// Noise alone.
    static final Start NOISE = new Start(new Task.TextToImage(), Optional.empty(), Optional.empty());

    /// {@return the same, whose pictures have a name}
    Start named(String other) {
        return new Start(task, size, Optional.of(other));
    }
}
