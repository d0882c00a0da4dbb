package studio.sfumato.diffusion;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.diffusion.inpaint.CropRegion;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.Prepared;
import studio.sfumato.image.Box;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;

/// What a unit sees of its picture: where only the masked part of another is painted, the same part, as in A1111.
///
/// @param part cuts it out
/// @param cut whether it does
record ControlView(UnaryOperator<Raster> part, boolean cut) {
    private static final ControlView WHOLE = new ControlView(picture -> picture, false);

    /// {@return what units see in a request}
    static ControlView of(GenerationRequest request, Function<PictureRef, Raster> sources) {
        if (request.controls().isEmpty()
                || !(request.task() instanceof Task.Inpaint task)
                || task.options().area() != InpaintArea.MASKED) {
            return WHOLE;
        }
        Inpainting options = task.options();
        Raster source = sources.apply(task.source());
        Mask mask = Prepared.meant(source, sources.apply(task.mask()), options).feathered(options.maskBlur());
        if (mask.isEmpty()) {
            return WHOLE;
        }
        Box box = CropRegion.around(
                mask, options.padding(), request.size().width(), request.size().height());
        return new ControlView(
                picture -> Framing.part(
                        Framing.stretched(picture, source.width(), source.height()),
                        box.left(),
                        box.top(),
                        box.width(),
                        box.height()),
                true);
    }

    /// {@return a unit that fits its part as the part of the source is fitted}
    ControlUnit fitted(ControlUnit unit) {
        return cut
                ? new ControlUnit(
                        unit.type(),
                        unit.made(),
                        unit.picture(),
                        unit.model(),
                        unit.weight(),
                        unit.start(),
                        unit.end(),
                        unit.mode(),
                        ResizeMode.FILL,
                        unit.settings())
                : unit;
    }
}
