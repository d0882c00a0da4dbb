package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// σᵢ = (σ_max^(1/ρ) + i/(n−1)·(σ_min^(1/ρ) − σ_max^(1/ρ)))^ρ with ρ = 7: Karras et al. 2022, eq. 5 (arXiv:2206.00364).
public record Karras() implements Schedule {
    private static final double RHO = 7;

    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        return between(training.sigmaMax(), training.sigmaMin(), steps);
    }

    /// {@return `steps` levels from `first` down to `last`, and 0}
    public static Sigmas between(double first, double last, int steps) {
        double high = Math.pow(first, 1 / RHO);
        double low = Math.pow(last, 1 / RHO);
        return Sigmas.endingInZero(IntStream.range(0, steps)
                .mapToDouble(i -> Math.pow(high + (i == 0 ? 0 : i / (steps - 1.0)) * (low - high), RHO))
                .toArray());
    }
}
