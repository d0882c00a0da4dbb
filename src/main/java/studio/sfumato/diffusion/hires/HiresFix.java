package studio.sfumato.diffusion.hires;

import java.util.List;
import java.util.Optional;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.guidance.NamedValues;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.error.RequestException;

/// A second pass: the picture is made larger, given some noise and taken on from there, so that it
/// gains detail without
/// the doubled figures of a first pass at that size. A1111's *Hires. fix*.
///
/// @param scale how many times as wide and high it becomes, 1…[#MOST_SCALE]
/// @param resize its size instead of a scale
/// @param upscaler what makes it larger: one of [LatentUpscale]'s, a network's name or path, or `Lanczos`
/// @param steps how many steps the second pass takes; 0 for as many as the first
/// @param denoise how far the larger picture is changed, 0…1; at 0 there is no second pass
/// @param cfg its CFG scale, if another
/// @param sampler its sampler, if another
/// @param schedule its schedule, if another
/// @param model its model, if another of the same latents
/// @param prompt its prompt, if another
/// @param negative its negative prompt, if another
public record HiresFix(
        double scale,
        Optional<ImageSize> resize,
        String upscaler,
        int steps,
        double denoise,
        Optional<Double> cfg,
        Optional<SamplerId> sampler,
        Optional<ScheduleId> schedule,
        Optional<String> model,
        Optional<String> prompt,
        Optional<String> negative) {
    /// As in A1111.
    public static final double MOST_SCALE = 8;

    /// The scale where nothing is said.
    public static final double USUAL_SCALE = 2;

    /// How far the picture is changed where nothing is said.
    public static final double USUAL_DENOISE = 0.7;

    private static final int FACTOR = 8;

    /// Refuses what cannot be, by name.
    public HiresFix {
        if (!(scale >= 1 && scale <= MOST_SCALE)) {
            throw new RequestException("hires: scale must be between 1 and 8, not " + scale);
        }
        if (upscaler.isBlank()) {
            throw new RequestException("hires: upscaler must name one");
        }
        if (steps < 0 || steps > Sampling.MOST_STEPS) {
            throw new RequestException("hires: steps must be between 0 and " + Sampling.MOST_STEPS + ", not " + steps);
        }
        if (!(denoise >= 0 && denoise <= 1)) {
            throw new RequestException("hires: denoise must be between 0 and 1, not " + denoise);
        }
    }

    /// {@return one that differs in nothing from the first pass but its size}
    public static HiresFix of(double scale, String upscaler, double denoise) {
        return new HiresFix(
                scale,
                Optional.empty(),
                upscaler,
                0,
                denoise,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// {@return the settings written as `scale=2, upscaler=Latent, denoise=0.5`; the scale's name may
    /// be left out}
    ///
    /// @throws RequestException if a setting is unknown or cannot be
    public static HiresFix parse(String text, Optional<String> prompt, Optional<String> negative) {
        NamedValues values = new NamedValues(
                "hires",
                text,
                List.of("scale", "size", "upscaler", "steps", "denoise", "cfg", "sampler", "schedule", "model"));
        Optional<Samplers.Named> sampler = values.text("sampler").map(Samplers::parse);
        double steps = values.number("steps", 0);
        if (steps != Math.rint(steps)) {
            throw new RequestException("hires: steps must be a whole number, not " + steps);
        }
        return new HiresFix(
                values.number("scale", USUAL_SCALE),
                values.text("size").map(ImageSize::parse),
                values.text("upscaler").orElse(LatentUpscale.LATENT.label()),
                (int) steps,
                values.number("denoise", USUAL_DENOISE),
                values.text("cfg").isPresent() ? Optional.of(values.number("cfg", 0)) : Optional.empty(),
                sampler.map(Samplers.Named::sampler),
                values.text("schedule").map(Schedules::parse).or(() -> sampler.flatMap(Samplers.Named::schedule)),
                values.text("model"),
                prompt,
                negative);
    }

    /// {@return the size of the larger picture, whole latents}
    public ImageSize size(ImageSize first) {
        return resize.map(wanted -> new ImageSize(whole(wanted.width()), whole(wanted.height())))
                .orElseGet(() ->
                        new ImageSize(whole((int) (first.width() * scale)), whole((int) (first.height() * scale))));
    }

    /// {@return the smallest size of the first picture's shape that covers the larger one, which is cut
    /// out of its
    /// middle}
    public ImageSize covering(ImageSize first) {
        ImageSize wanted = size(first);
        if (resize.isEmpty()) {
            return wanted;
        }
        boolean wider = (long) first.width() * wanted.height() < (long) wanted.width() * first.height();
        return wider
                ? new ImageSize(
                        wanted.width(),
                        Math.max(wanted.height(), whole(wanted.width() * first.height() / first.width())))
                : new ImageSize(
                        Math.max(wanted.width(), whole(wanted.height() * first.width() / first.height())),
                        wanted.height());
    }

    private static int whole(int side) {
        return Math.max(FACTOR, side / FACTOR * FACTOR);
    }

    /// {@return the same with another model's name}
    public HiresFix withModel(Optional<String> other) {
        return new HiresFix(scale, resize, upscaler, steps, denoise, cfg, sampler, schedule, other, prompt, negative);
    }

    /// {@return the same with other prompts}
    public HiresFix withPrompts(Optional<String> positive, Optional<String> other) {
        return new HiresFix(scale, resize, upscaler, steps, denoise, cfg, sampler, schedule, model, positive, other);
    }

    /// {@return the same with another upscaler's name}
    public HiresFix withUpscaler(String other) {
        return new HiresFix(scale, resize, other, steps, denoise, cfg, sampler, schedule, model, prompt, negative);
    }
}
