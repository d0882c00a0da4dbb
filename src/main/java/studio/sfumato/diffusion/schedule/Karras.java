package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// σᵢ = (σ_max^(1/ρ) + i/(n−1)·(σ_min^(1/ρ) − σ_max^(1/ρ)))^ρ: Karras et al. 2022, eq. 5 (arXiv:2206.00364).
public record Karras(double rho) implements Schedule {
    /// The paper's choice.
    public static final double RHO = 7;

    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        return between(training.sigmaMax(), training.sigmaMin(), steps);
    }

    /// {@return `steps` levels from `first` down to `last`, and 0}
    public Sigmas between(double first, double last, int steps) {
        double high = Math.pow(first, 1 / rho);
        float difference = (float) (Math.pow(last, 1 / rho) - high);
        float[] shares = Single.linspace(0, 1, steps);
        return Sigmas.endingInZero(IntStream.range(0, steps)
                .mapToDouble(i -> Single.pow(shares[i] * difference + (float) high, rho))
                .toArray());
    }

    @Override
    public Karras withRho(double other) {
        return new Karras(other);
    }
}
