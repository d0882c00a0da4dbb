package studio.sfumato.ui.canvas;

import java.util.Optional;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Blend;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Surface;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Task;
import studio.sfumato.image.Raster;
import studio.sfumato.job.ControlUnits;

/// What units of type inpaint follow: the canvas without what is painted anew, as it is when it is asked for.
///
/// @param picture what the visible layers make, opaque
/// @param mask of the same size; what is white is painted anew. Empty where all of it is
record InpaintMap(Raster picture, Optional<Raster> mask) {
    /// {@return that of a request for the canvas}
    static InpaintMap of(GenerationRequest asked, CanvasState state, Raster picture) {
        return new InpaintMap(
                picture,
                asked.task() instanceof Task.Inpaint task
                        ? SeenModel.mask(state).map(mask -> task.options().invert() ? inverted(mask) : mask)
                        : Optional.empty());
    }

    private static Raster inverted(Raster mask) {
        int[] argb = mask.toArgb();
        for (int i = 0; i < argb.length; i++) {
            argb[i] ^= 0xFFFFFF;
        }
        return Raster.opaque(mask.width(), mask.height(), argb);
    }

    /// {@return the map where this is drawn over the picture, transparent where it is painted anew}
    Raster under(Surface drawn) {
        int[] argb = picture.toArgb();
        int[] above = drawn.read(new Area(0, 0, picture.width(), picture.height()));
        for (int i = 0; i < argb.length; i++) {
            argb[i] = Blend.over(argb[i], above[i], 255);
        }
        Raster all = Raster.opaque(picture.width(), picture.height(), argb);
        return mask.map(each -> ControlUnits.masked(all, each)).orElse(all);
    }
}
