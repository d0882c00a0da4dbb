package studio.sfumato.job;

import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.image.metadata.A1111Field;
import studio.sfumato.image.metadata.PictureParameters;

/// A second pass in A1111's text; `Hires CFG Scale` is Forge's.
final class HiresFields {
    private HiresFields() {}

    static PictureParameters add(PictureParameters parameters, HiresFix fix) {
        PictureParameters all = parameters.with(A1111Field.DENOISING, fix.denoise());
        all = fix.resize().isPresent()
                ? all.with(A1111Field.HIRES_RESIZE, fix.resize().get().toString())
                : all.with(A1111Field.HIRES_UPSCALE, fix.scale());
        if (fix.steps() > 0) {
            all = all.with(A1111Field.HIRES_STEPS, fix.steps());
        }
        all = all.with(A1111Field.HIRES_UPSCALER, fix.upscaler())
                .with(
                        A1111Field.HIRES_SAMPLER,
                        fix.sampler().map(SamplerId::label).orElse(null))
                .with(
                        A1111Field.HIRES_SCHEDULE,
                        fix.schedule().map(ScheduleId::label).orElse(null))
                .with(A1111Field.HIRES_CHECKPOINT, fix.model().orElse(null))
                .with(A1111Field.HIRES_PROMPT, fix.prompt().orElse(null))
                .with(A1111Field.HIRES_NEGATIVE, fix.negative().orElse(null));
        return fix.cfg().isPresent() ? all.with(A1111Field.HIRES_CFG, fix.cfg().get()) : all;
    }

    /// {@return the same without the folders that files lie in}
    static HiresFix named(HiresFix fix) {
        return fix.withModel(fix.model().map(EnsembleFields::name)).withUpscaler(EnsembleFields.name(fix.upscaler()));
    }
}
