package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// Evenly spaced timesteps, from the last to 0: k-diffusion's `DiscreteSchedule.get_sigmas`.
public record Uniform() implements Schedule {
    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        float[] times = Single.linspace(training.timesteps() - 1, 0, steps);
        return Sigmas.endingInZero(IntStream.range(0, steps)
                .mapToDouble(i -> training.level(times[i]))
                .toArray());
    }
}
