package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// Evenly spaced timesteps, from the last to 0: k-diffusion's `DiscreteSchedule.get_sigmas`.
public record Uniform() implements Schedule {
    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        double last = training.timesteps() - 1.0;
        return Sigmas.endingInZero(IntStream.range(0, steps)
                .mapToDouble(i -> training.tToSigma(steps == 1 ? last : last * (steps - 1 - i) / (steps - 1)))
                .toArray());
    }
}
