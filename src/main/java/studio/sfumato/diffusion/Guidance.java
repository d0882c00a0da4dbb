package studio.sfumato.diffusion;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import studio.sfumato.diffusion.guidance.DynamicThresholding;
import studio.sfumato.diffusion.guidance.FreeU;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.guidance.SelfAttention;
import studio.sfumato.error.RequestException;

/// How strongly a picture follows its prompt, and what is done to make that look well. All but the scale is off unless
/// asked for.
///
/// @param scale the CFG scale; exactly 1 leaves the negative prompt out, unless something else needs it
/// @param rescale guidance rescale φ, 0…1; 0 is off
/// @param limits where guidance is left out
/// @param thresholding dynamic thresholding
/// @param perturbedAttention how far perturbed-attention guidance goes; 0 is off
/// @param selfAttention self-attention guidance
/// @param freeU FreeU
/// @param zeroTerminalSnr whether the noise levels are moved to end in nothing but noise, whatever the model says
/// @param imageScale how closely a model that follows instructions keeps to the picture it changes; 1 leaves that out
public record Guidance(
        double scale,
        double rescale,
        GuidanceLimits limits,
        Optional<DynamicThresholding> thresholding,
        double perturbedAttention,
        Optional<SelfAttention> selfAttention,
        Optional<FreeU> freeU,
        boolean zeroTerminalSnr,
        double imageScale) {
    /// The image scale where nothing is said, as in diffusers and A1111.
    public static final double USUAL_IMAGE_SCALE = 1.5;

    /// The strongest guidance a request may ask for.
    public static final double MOST = 100;

    /// Refuses what is out of range, and options that exclude each other.
    public Guidance {
        require("guidance", scale, MOST);
        require("image guidance", imageScale, MOST);
        require("guidance rescale", rescale, 1);
        require("perturbed-attention guidance", perturbedAttention, MOST);
        if (rescale > 0 && thresholding.isPresent()) {
            throw new RequestException("guidance rescale and dynamic thresholding do the same: choose one");
        }
        if (selfAttention.isPresent() && !limits.equals(GuidanceLimits.NONE)) {
            throw new RequestException(
                    "self-attention guidance needs the negative prompt in every step: leave out ngms,"
                            + " skip early CFG and guidance interval");
        }
    }

    /// With the usual image scale.
    public Guidance(
            double scale,
            double rescale,
            GuidanceLimits limits,
            Optional<DynamicThresholding> thresholding,
            double perturbedAttention,
            Optional<SelfAttention> selfAttention,
            Optional<FreeU> freeU,
            boolean zeroTerminalSnr) {
        this(
                scale,
                rescale,
                limits,
                thresholding,
                perturbedAttention,
                selfAttention,
                freeU,
                zeroTerminalSnr,
                USUAL_IMAGE_SCALE);
    }

    /// {@return the same with another image scale}
    public Guidance withImageScale(double other) {
        return new Guidance(
                scale, rescale, limits, thresholding, perturbedAttention, selfAttention, freeU, zeroTerminalSnr, other);
    }

    /// Guidance and nothing else.
    public Guidance(double scale) {
        this(scale, 0, GuidanceLimits.NONE, Optional.empty(), 0, Optional.empty(), Optional.empty(), false);
    }

    /// {@return the same with another scale}
    public Guidance withScale(double other) {
        return new Guidance(
                other,
                rescale,
                limits,
                thresholding,
                perturbedAttention,
                selfAttention,
                freeU,
                zeroTerminalSnr,
                imageScale);
    }

    /// {@return the same without all that changes what a run without the prompt does}
    Guidance withoutNegative() {
        return new Guidance(
                scale,
                0,
                GuidanceLimits.NONE,
                Optional.empty(),
                perturbedAttention,
                Optional.empty(),
                freeU,
                zeroTerminalSnr,
                1);
    }

    /// {@return what [#withoutNegative] leaves out, in words; the image scale not counted}
    List<String> negatives() {
        return Stream.of(
                        rescale > 0 ? "guidance rescale" : "",
                        limits.equals(GuidanceLimits.NONE) ? "" : "limits of guidance",
                        thresholding.isPresent() ? "dynamic thresholding" : "",
                        selfAttention.isPresent() ? "self-attention guidance" : "")
                .filter(words -> !words.isEmpty())
                .toList();
    }

    private static void require(String field, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new RequestException(field + " must be between 0 and " + (int) most + ", not " + value);
        }
    }

    /// {@return whether the negative prompt takes part}
    public boolean guided() {
        return scale != 1 || selfAttention.isPresent();
    }
}
