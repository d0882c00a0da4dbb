package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Task;
import studio.sfumato.image.Raster;

/// A picture that was made for the canvas.
///
/// @param request what makes it, and no other, again
/// @param file where it is; `null` if it could not be written
/// @param kept its pixels, if it is in no file
/// @param source what it was made of
/// @param thumbnail the picture, small
public record Candidate(
        GenerationRequest request,
        @Nullable Path file,
        @Nullable Raster kept,
        Raster source,
        Raster thumbnail) {
    /// {@return whether it is what it was made of, larger, rather than another of its size}
    public boolean larger() {
        return request.task() instanceof Task.Upscale;
    }
}
