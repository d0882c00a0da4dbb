package studio.sfumato.diffusion;

import studio.sfumato.error.RequestException;

/// How noise becomes a picture.
///
/// @param steps how many steps are asked for; DDIM may take one fewer, as in A1111
/// @param options what else was set; noise levels given there have one step fewer than levels
public record Sampling(SamplerId sampler, ScheduleId schedule, int steps, SamplerOptions options) {
    /// The most steps a request may ask for: a model knows no more noise levels than these.
    public static final int MOST_STEPS = 1000;

    /// Refuses steps outside 1…[#MOST_STEPS], and others than the given noise levels have.
    public Sampling {
        if (steps < 1 || steps > MOST_STEPS) {
            throw new RequestException("steps must be between 1 and " + MOST_STEPS + ", not " + steps);
        }
        if (!options.sigmas().isEmpty() && steps != options.sigmas().size() - 1) {
            throw new RequestException(
                    "steps must be " + (options.sigmas().size() - 1) + " with these sigmas, not " + steps);
        }
    }

    /// With nothing else set.
    public Sampling(SamplerId sampler, ScheduleId schedule, int steps) {
        this(sampler, schedule, steps, SamplerOptions.NONE);
    }
}
