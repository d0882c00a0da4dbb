package studio.sfumato.diffusion;

import studio.sfumato.error.RequestException;

/// How noise becomes a picture.
///
/// @param steps how many steps are asked for; DDIM may take one fewer, as in A1111
public record Sampling(SamplerId sampler, ScheduleId schedule, int steps) {
    /// The most steps a request may ask for: a model knows no more noise levels than these.
    public static final int MOST_STEPS = 1000;

    /// Refuses steps outside 1…[#MOST_STEPS].
    public Sampling {
        if (steps < 1 || steps > MOST_STEPS) {
            throw new RequestException("steps must be between 1 and " + MOST_STEPS + ", not " + steps);
        }
    }
}
