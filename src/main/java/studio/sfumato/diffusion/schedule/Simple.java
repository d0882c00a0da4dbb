package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// Every (timesteps / steps)-th noise level of training from the highest down, whole timesteps only: A1111's and
/// ComfyUI's `simple`.
public record Simple() implements Schedule {
    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        double stride = (double) training.timesteps() / steps;
        return Sigmas.endingInZero(IntStream.range(0, steps)
                .mapToDouble(i -> training.sigma(training.timesteps() - 1 - (int) (i * stride)))
                .toArray());
    }
}
