package studio.sfumato.ui.generate;

import java.nio.file.Path;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.image.Raster;

/// A picture that was made and kept.
///
/// @param request what makes it, and no other, again
/// @param file where it is
/// @param thumbnail the picture, small
public record MadePicture(GenerationRequest request, Path file, Raster thumbnail) {}
