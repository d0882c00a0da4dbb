package studio.sfumato.diffusion.inpaint;

import java.util.List;
import studio.sfumato.diffusion.guidance.NamedValues;
import studio.sfumato.error.RequestException;

/// Differential diffusion (Levin and Fried 2023, arXiv:2306.00950) as A1111's soft inpainting has it: at each step the
/// mask's shades say how much of the source's latents remains, and at the end pixels that hardly changed are the
/// source's own.
///
/// @param scheduleBias when what is there is held fast: below 1 late, at low noise; above 1 early. 0…8
/// @param preservation how strongly, 0…8
/// @param contrastBoost how much of the contrast of both is kept where they mix, 1…32
/// @param maskInfluence how much the mask counts where pixels are mixed at the end, 0…1
/// @param differenceThreshold how different a place must be for half of it to be the new one, 0…8
/// @param differenceContrast how sudden that is, 0…8
public record SoftInpainting(
        double scheduleBias,
        double preservation,
        double contrastBoost,
        double maskInfluence,
        double differenceThreshold,
        double differenceContrast) {
    /// A1111's own values.
    public static final SoftInpainting USUAL = new SoftInpainting(1, 0.5, 4, 0, 0.5, 2);

    /// Refuses what is out of range.
    public SoftInpainting {
        require("schedule bias", scheduleBias, 0, 8);
        require("preservation strength", preservation, 0, 8);
        require("transition contrast boost", contrastBoost, 1, 32);
        require("mask influence", maskInfluence, 0, 1);
        require("difference threshold", differenceThreshold, 0, 8);
        require("difference contrast", differenceContrast, 0, 8);
    }

    /// {@return settings written as `preservation=0.5, schedule-bias=1, …`; what is not named is A1111's}
    ///
    /// @throws RequestException if `text` is not of that form, or something is out of range
    public static SoftInpainting parse(String text) {
        if (text.isBlank()) {
            return USUAL;
        }
        NamedValues values = new NamedValues(
                "soft inpainting",
                text,
                List.of(
                        "preservation",
                        "schedule-bias",
                        "contrast-boost",
                        "mask-influence",
                        "difference-threshold",
                        "difference-contrast"));
        return new SoftInpainting(
                values.number("schedule-bias", USUAL.scheduleBias),
                values.number("preservation", USUAL.preservation),
                values.number("contrast-boost", USUAL.contrastBoost),
                values.number("mask-influence", USUAL.maskInfluence),
                values.number("difference-threshold", USUAL.differenceThreshold),
                values.number("difference-contrast", USUAL.differenceContrast));
    }

    private static void require(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new RequestException(
                    "soft inpainting: " + name + " must be between " + least + " and " + most + ", not " + value);
        }
    }
}
