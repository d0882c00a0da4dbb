package studio.sfumato.diffusion;

import studio.sfumato.error.RequestException;

/// How noise becomes a picture.
///
/// @param steps how many steps are asked for; DDIM may take one fewer, as in A1111
/// @param guidance how strongly the prompt is followed (the CFG scale); exactly 1 leaves the negative prompt out
public record Sampling(SamplerId sampler, ScheduleId schedule, int steps, double guidance) {
    /// The most steps a request may ask for: a model knows no more noise levels than these.
    public static final int MOST_STEPS = 1000;

    /// The strongest guidance a request may ask for.
    public static final double MOST_GUIDANCE = 100;

    /// Refuses steps outside 1…[#MOST_STEPS] and guidance outside 0…[#MOST_GUIDANCE].
    public Sampling {
        if (steps < 1 || steps > MOST_STEPS) {
            throw new RequestException("steps must be between 1 and " + MOST_STEPS + ", not " + steps);
        }
        if (!(guidance >= 0 && guidance <= MOST_GUIDANCE)) {
            throw new RequestException("guidance must be between 0 and " + (int) MOST_GUIDANCE + ", not " + guidance);
        }
    }

    /// {@return whether the negative prompt takes part}
    public boolean guided() {
        return guidance != 1;
    }
}
