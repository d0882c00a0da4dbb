package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// Evenly spaced arctan σ, which keeps the Kullback–Leibler divergence least for normal data: Sabour et al. 2024
/// (arXiv:2404.14507). As in A1111 the walk ends at σ_min, not at 0: a trace of noise stays.
public record KlOptimal() implements Schedule {
    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        double high = Math.atan(training.sigmaMax());
        double low = Math.atan(training.sigmaMin());
        return Sigmas.of(IntStream.rangeClosed(0, steps)
                .mapToDouble(i -> Math.tan(high + (double) i / steps * (low - high)))
                .toArray());
    }
}
