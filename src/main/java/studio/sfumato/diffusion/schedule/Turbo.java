package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// Every (timesteps / steps)-th noise level of training, counted up from the start so that the highest is the last:
/// whole timesteps, Forge's `Turbo`, after Stability's SD Turbo, which is meant for 1 to 4 steps.
public record Turbo() implements Schedule {
    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        double stride = (double) training.timesteps() / steps;
        return Sigmas.endingInZero(IntStream.range(0, steps)
                .map(i -> (int) Math.rint((steps - i) * (float) stride - 1))
                .mapToDouble(t -> training.sigma(Math.clamp(t, 0, training.timesteps() - 1)))
                .toArray());
    }
}
