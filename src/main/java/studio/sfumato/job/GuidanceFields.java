package studio.sfumato.job;

import java.util.Locale;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.guidance.DynamicThresholding;
import studio.sfumato.diffusion.guidance.FreeU;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.guidance.ScaleMode;
import studio.sfumato.diffusion.guidance.SelfAttention;
import studio.sfumato.image.metadata.A1111Field;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.net.unet.FreeUVersion;

/// What is done about guidance, under the names that A1111, Forge and sd-dynamic-thresholding write. What is off is
/// left out; where none of them has a name, it is in this program's own words.
final class GuidanceFields {
    private static final String YES = "True";
    private static final double PERCENT = 100;

    private GuidanceFields() {}

    static PictureParameters add(PictureParameters parameters, Guidance guidance) {
        PictureParameters known = limits(parameters, guidance.limits());
        if (guidance.imageScale() != Guidance.USUAL_IMAGE_SCALE) {
            known = known.with("Image CFG scale", guidance.imageScale());
        }
        if (guidance.zeroTerminalSnr()) {
            known = known.with("Noise Schedule", "Zero Terminal SNR");
        }
        if (guidance.rescale() > 0) {
            known = known.with("Guidance rescale", guidance.rescale());
        }
        if (guidance.thresholding().isPresent()) {
            known = thresholding(known, guidance.thresholding().get());
        }
        if (guidance.perturbedAttention() > 0) {
            known = known.with("pagi_enabled", YES).with("pagi_scale", guidance.perturbedAttention());
        }
        if (guidance.selfAttention().isPresent()) {
            SelfAttention settings = guidance.selfAttention().get();
            known = known.with("sag_enabled", YES)
                    .with("sag_scale", settings.scale())
                    .with("sag_blur_sigma", settings.blur())
                    .with("sag_threshold", settings.threshold());
        }
        return guidance.freeU().isPresent() ? freeU(known, guidance.freeU().get()) : known;
    }

    private static PictureParameters limits(PictureParameters parameters, GuidanceLimits limits) {
        PictureParameters known = parameters;
        if (limits.minimumSigma() > 0) {
            known = known.with(A1111Field.NGMS, limits.minimumSigma());
        }
        if (limits.everyCall()) {
            known = known.with("NGMS all steps", YES);
        }
        if (limits.early() > 0) {
            known = known.with("Skip Early CFG", limits.early());
        }
        String interval = limits.interval().toString();
        return interval.isEmpty() ? known : known.with("Guidance interval", interval);
    }

    private static PictureParameters thresholding(PictureParameters parameters, DynamicThresholding settings) {
        PictureParameters known = parameters
                .with("Dynamic thresholding enabled", YES)
                .with("Mimic scale", settings.mimicScale())
                .with("Separate Feature Channels", settings.separateChannels() ? YES : "False")
                .with("Scaling Startpoint", settings.startpoint().name())
                .with("Variability Measure", settings.variability().name())
                .with("Interpolate Phi", settings.phi())
                .with("Threshold percentile", PERCENT * settings.percentile());
        boolean mimic = settings.mimicMode() != ScaleMode.CONSTANT;
        boolean cfg = settings.cfgMode() != ScaleMode.CONSTANT;
        if (mimic) {
            known = known.with("Mimic mode", settings.mimicMode().label())
                    .with("Mimic scale minimum", settings.mimicLowest());
        }
        if (cfg) {
            known = known.with("CFG mode", settings.cfgMode().label()).with("CFG scale minimum", settings.cfgLowest());
        }
        return mimic || cfg ? known.with("Scheduler value", settings.schedulerValue()) : known;
    }

    private static PictureParameters freeU(PictureParameters parameters, FreeU settings) {
        PictureParameters known = parameters
                .with("freeu_enabled", YES)
                .with("freeu_b1", settings.b1())
                .with("freeu_b2", settings.b2())
                .with("freeu_s1", settings.s1())
                .with("freeu_s2", settings.s2());
        return settings.version() == FreeUVersion.V2
                ? known
                : known.with("freeu_version", settings.version().name().toLowerCase(Locale.ROOT));
    }
}
