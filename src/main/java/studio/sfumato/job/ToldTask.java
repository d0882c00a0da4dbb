package studio.sfumato.job;

import java.util.List;
import java.util.Optional;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.MaskedContent;
import studio.sfumato.diffusion.inpaint.SoftInpainting;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.image.metadata.A1111Field;

/// What a picture was made from, as A1111's text tells: how far it was changed and how its mask was used. The picture
/// and the mask are not in the file: those at hand are taken, and where there are none, that is told.
///
/// @param fields is taken from
/// @param here what is made now, with its pictures
record ToldTask(ToldFields fields, Task here) {
    private static final List<String> MASKED = List.of(
            "Mask blur",
            "Mask mode",
            "Inpaint area",
            "Masked content",
            "Masked area padding",
            "Soft inpainting enabled");

    /// What the text tells.
    ///
    /// @param task from words alone where it tells of no picture, or none is at hand
    /// @param repainting how the picture was made from another; empty where it was not, or was made larger
    record Read(Task task, Optional<Repainting> repainting) {}

    /// {@return what the text tells}
    Read read() {
        Optional<String> upscaler = fields.take(A1111Field.SD_UPSCALE_UPSCALER, name -> name);
        if (upscaler.isPresent()) {
            return new Read(upscaled(upscaler.get()), Optional.empty());
        }
        boolean masked = MASKED.stream().anyMatch(name -> fields.text(name) != null);
        Optional<Double> told = fields.number(A1111Field.DENOISING);
        if (told.isEmpty() && !masked) {
            return new Read(new Task.TextToImage(), Optional.empty());
        }
        Optional<Inpainting> options = masked ? fields.tried("Mask blur", this::options) : Optional.empty();
        return new Read(
                task(told, options, masked),
                Optional.of(new Repainting(told.filter(far -> far >= 0 && far <= 1), options)));
    }

    private Task task(Optional<Double> told, Optional<Inpainting> options, boolean masked) {
        return switch (here) {
            case Task.TextToImage _ -> {
                String how = told.map(far -> ", which it changed by " + ControlFields.plain(far))
                        .orElse("");
                fields.note("it was made from a picture" + how + (masked ? ", under a mask" : "")
                        + "; its file holds only the result: put that picture on the canvas, or choose it by --init"
                        + told.map(far -> " --strength " + ControlFields.plain(far))
                                .orElse(""));
                yield new Task.TextToImage();
            }
            case Task.Upscale larger ->
                changed(new Task.ImageToImage(larger.source(), larger.strength(), ResizeMode.STRETCH), told, masked);
            case Task.ImageToImage image -> changed(image, told, masked);
            case Task.Inpaint inpaint ->
                fields.<Task>tried(
                                A1111Field.DENOISING,
                                () -> new Task.Inpaint(
                                        inpaint.source(),
                                        inpaint.mask(),
                                        told.orElse(inpaint.strength()),
                                        inpaint.resize(),
                                        options.orElse(inpaint.options())))
                        .orElse(inpaint);
        };
    }

    private Task changed(Task.ImageToImage image, Optional<Double> told, boolean masked) {
        if (masked) {
            fields.note("its mask is not in its file: paint one on the canvas, or choose it by --mask");
        }
        return fields.tried(
                        A1111Field.DENOISING,
                        () -> new Task.ImageToImage(image.source(), told.orElse(image.strength()), image.resize()))
                .orElse(image);
    }

    /// A1111's script *SD upscale*.
    private Task upscaled(String upscaler) {
        double strength = fields.number(A1111Field.DENOISING).orElse(SdUpscale.STRENGTH);
        double scale = fields.number(A1111Field.SD_UPSCALE_SCALE).orElse(SdUpscale.USUAL_SCALE);
        int overlap = fields.whole(A1111Field.SD_UPSCALE_OVERLAP).orElse(SdUpscale.USUAL_OVERLAP);
        SdUpscale.Method method =
                fields.take(A1111Field.SD_UPSCALE_METHOD, SdUpscale.Method::get).orElse(SdUpscale.Method.TILES);
        Optional<PictureRef> source = here.pictures().stream().findFirst();
        if (source.isEmpty()) {
            fields.note(
                    "it was made larger tile by tile from a picture that is not in its file: choose that one by --init"
                            + " --strength " + ControlFields.plain(strength) + " --sd-upscale scale="
                            + ControlFields.plain(scale) + ",upscaler="
                            + upscaler
                            + ",overlap=" + overlap);
            return new Task.TextToImage();
        }
        return fields.<Task>tried(
                        A1111Field.SD_UPSCALE_UPSCALER,
                        () -> new Task.Upscale(source.get(), strength, new SdUpscale(scale, upscaler, overlap, method)))
                .orElse(here);
    }

    /// A1111 leaves out what is usual.
    private Inpainting options() {
        boolean soft = fields.yes("Soft inpainting enabled");
        SoftInpainting usual = SoftInpainting.USUAL;
        SoftInpainting how = new SoftInpainting(
                fields.number("Soft inpainting schedule bias").orElse(usual.scheduleBias()),
                fields.number("Soft inpainting preservation strength").orElse(usual.preservation()),
                fields.number("Soft inpainting transition contrast boost").orElse(usual.contrastBoost()),
                fields.number("Soft inpainting mask influence").orElse(usual.maskInfluence()),
                fields.number("Soft inpainting difference threshold").orElse(usual.differenceThreshold()),
                fields.number("Soft inpainting difference contrast").orElse(usual.differenceContrast()));
        return new Inpainting(
                fields.whole("Mask blur").orElse(0),
                fields.take("Masked content", MaskedContent::get).orElse(MaskedContent.ORIGINAL),
                fields.take("Inpaint area", InpaintArea::get).orElse(InpaintArea.WHOLE),
                fields.whole("Masked area padding").orElse(Inpainting.USUAL.padding()),
                fields.take("Mask mode", mode -> mode.equalsIgnoreCase("Inpaint not masked"))
                        .orElse(false),
                soft ? Optional.of(how) : Optional.empty(),
                fields.yes("Match colours"));
    }
}
