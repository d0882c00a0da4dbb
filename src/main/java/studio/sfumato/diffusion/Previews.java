package studio.sfumato.diffusion;

import java.nio.file.Path;
import java.util.Optional;

/// What previews are drawn with: a model's line from latents to colours, or a tiny autoencoder.
///
/// @param tiny the tiny autoencoder's file; empty for colours alone
/// @param always whether it draws even where that takes a good part of a step
public record Previews(Optional<Path> tiny, boolean always) {
    /// Colours alone.
    public static final Previews COLOURS = new Previews(Optional.empty(), false);
}
