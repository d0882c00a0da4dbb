package studio.sfumato.cli;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.guidance.DynamicThresholding;
import studio.sfumato.diffusion.guidance.FreeU;
import studio.sfumato.diffusion.guidance.GuidanceInterval;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.guidance.SelfAttention;
import studio.sfumato.error.RequestException;
import studio.sfumato.prompt.PromptLine;
import studio.sfumato.weights.ModelDefaults;

/// How strongly the prompt is followed, as it was typed; `null` where nothing was. docs/guidance.md says more of each.
final class GuidanceArgs {
    @Option(names = "--cfg", paramLabel = "X", description = "CFG scale: how closely the prompt is followed; 1 is off.")
    @Nullable
    Double cfg;

    @Option(
            names = "--guidance-rescale",
            paramLabel = "PHI",
            description = "Tame strong guidance by its spread, 0 to 1 (0.7 is usual).")
    double rescale;

    @Option(
            names = "--ngms",
            paramLabel = "SIGMA",
            description = "Below this noise level leave guidance out of every other step: quicker.")
    double ngms;

    @Option(names = "--ngms-all", description = "Leave it out of every step there.")
    boolean ngmsAll;

    @Option(
            names = "--skip-early-cfg",
            paramLabel = "SHARE",
            description = "Leave guidance out of this share of the steps, from the first; 0 to 1.")
    double skipEarly;

    @Option(
            names = "--guidance-interval",
            paramLabel = "LOW..HIGH",
            description = "Guide only between noise levels (0.28..5.42) or shares of the steps (20%%..80%%).")
    String interval = "";

    @Option(
            names = "--dynamic-thresholding",
            paramLabel = "SETTINGS",
            description = "Tame strong guidance by its range: the CFG scale to mimic, or mimic=7,percentile=0.995,…")
    @Nullable
    String thresholding;

    @Option(names = "--pag", paramLabel = "SCALE", description = "Perturbed-attention guidance (3 is usual).")
    double perturbedAttention;

    @Option(
            names = "--sag",
            paramLabel = "SETTINGS",
            description = "Self-attention guidance: the scale (0.5 is usual), or scale=0.5,blur=2,threshold=1.")
    @Nullable
    String selfAttention;

    @Option(
            names = "--freeu",
            paramLabel = "SETTINGS",
            description = "FreeU: v1, v2 or diffusers, or version=v2,b1=1.3,b2=1.4,s1=0.9,s2=0.2.")
    @Nullable
    String freeU;

    @Option(
            names = "--noise-schedule",
            paramLabel = "NAME",
            description = "Default, or \"Zero Terminal SNR\" for models trained on it that don't say so.")
    String noiseSchedule = "Default";

    @Option(
            names = "--image-cfg",
            paramLabel = "X",
            description = "How closely a model that follows instructions (InstructPix2Pix) keeps to --init"
                    + " (default: 1.5).")
    double imageScale = Guidance.USUAL_IMAGE_SCALE;

    Guidance guidance(PromptLine line, ModelDefaults defaults) {
        return new Guidance(
                line.cfg().orElse(cfg == null ? defaults.cfg() : cfg),
                rescale,
                new GuidanceLimits(ngms, ngmsAll, skipEarly, GuidanceInterval.parse(interval)),
                Optional.ofNullable(thresholding).map(DynamicThresholding::parse),
                perturbedAttention,
                Optional.ofNullable(selfAttention).map(SelfAttention::parse),
                Optional.ofNullable(freeU).map(FreeU::parse),
                zeroTerminalSnr(),
                imageScale);
    }

    private boolean zeroTerminalSnr() {
        return switch (noiseSchedule.strip().toLowerCase(Locale.ROOT)) {
            case "default" -> false;
            case "zero terminal snr" -> true;
            default ->
                throw new RequestException(
                        "unknown noise schedule '" + noiseSchedule + "'", "valid: Default, Zero Terminal SNR", null);
        };
    }
}
