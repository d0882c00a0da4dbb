package studio.sfumato.ui.canvas.overlay;

import studio.sfumato.canvas.Area;
import studio.sfumato.diffusion.ImageSize;

/// What the model will be shown of the document, and how large.
///
/// @param area in the document's pixels
/// @param size as large as that is shown to the model
/// @param framed whether that is worth a frame: a part, or another size
public record Seen(Area area, ImageSize size, boolean framed) {}
