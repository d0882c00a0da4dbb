package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// Evenly spaced log σ: k-diffusion's `get_sigmas_exponential`.
public record Exponential() implements Schedule {
    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        double high = Math.log(training.sigmaMax());
        double low = Math.log(training.sigmaMin());
        return Sigmas.endingInZero(IntStream.range(0, steps)
                .mapToDouble(i -> Math.exp(high + (i == 0 ? 0 : i / (steps - 1.0)) * (low - high)))
                .toArray());
    }
}
