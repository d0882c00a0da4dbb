package studio.sfumato.job;

import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.MaskedContent;
import studio.sfumato.diffusion.inpaint.SoftInpainting;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.image.metadata.A1111Field;
import studio.sfumato.image.metadata.PictureParameters;

/// What a picture was made from, under the names that A1111 writes; it leaves out what is usual.
final class TaskFields {
    private static final String YES = "True";

    private TaskFields() {}

    static PictureParameters add(PictureParameters parameters, Task task) {
        return switch (task) {
            case Task.TextToImage _ -> parameters;
            case Task.ImageToImage image -> parameters.with(A1111Field.DENOISING, image.strength());
            case Task.Inpaint inpaint ->
                options(parameters.with(A1111Field.DENOISING, inpaint.strength()), inpaint.options());
            case Task.Upscale upscale -> {
                PictureParameters changed = parameters
                        .with(A1111Field.DENOISING, upscale.strength())
                        .with(A1111Field.SD_UPSCALE_OVERLAP, upscale.how().overlap())
                        .with(A1111Field.SD_UPSCALE_UPSCALER, upscale.how().upscaler());
                if (upscale.how().method() != SdUpscale.Method.TILES) {
                    changed = changed.with(
                            A1111Field.SD_UPSCALE_METHOD, upscale.how().method().label());
                }
                yield upscale.how().keepsSize()
                        ? changed
                        : changed.with(
                                A1111Field.SD_UPSCALE_SCALE, upscale.how().scale());
            }
        };
    }

    /// {@return the same without the folders that files lie in}
    static Task named(Task task) {
        return switch (task) {
            case Task.TextToImage text -> new Task.TextToImage(text.hires().map(HiresFields::named));
            case Task.ImageToImage _, Task.Inpaint _ -> task;
            case Task.Upscale upscale ->
                new Task.Upscale(
                        upscale.source(),
                        upscale.strength(),
                        upscale.how()
                                .withUpscaler(EnsembleFields.name(upscale.how().upscaler())));
        };
    }

    private static PictureParameters options(PictureParameters parameters, Inpainting options) {
        PictureParameters known = parameters;
        if (options.invert()) {
            known = known.with("Mask mode", "Inpaint not masked");
        }
        if (options.maskBlur() > 0) {
            known = known.with("Mask blur", options.maskBlur());
        }
        if (options.area() == InpaintArea.MASKED) {
            known = known.with("Inpaint area", options.area().title()).with("Masked area padding", options.padding());
        }
        if (options.content() != MaskedContent.ORIGINAL) {
            known = known.with("Masked content", options.content().title());
        }
        if (options.matchColours()) {
            known = known.with("Match colours", YES);
        }
        return options.soft().isPresent() ? soft(known, options.soft().get()) : known;
    }

    private static PictureParameters soft(PictureParameters parameters, SoftInpainting soft) {
        return parameters
                .with("Soft inpainting enabled", YES)
                .with("Soft inpainting schedule bias", soft.scheduleBias())
                .with("Soft inpainting preservation strength", soft.preservation())
                .with("Soft inpainting transition contrast boost", soft.contrastBoost())
                .with("Soft inpainting mask influence", soft.maskInfluence())
                .with("Soft inpainting difference threshold", soft.differenceThreshold())
                .with("Soft inpainting difference contrast", soft.differenceContrast());
    }
}
