package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// Log σ falls as a power of the share of the walk that is left: k-diffusion's `get_sigmas_polyexponential`.
/// With ρ = 1 it is evenly spaced, which is `get_sigmas_exponential`.
public record Exponential(double rho) implements Schedule {
    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        float high = (float) Math.log(training.sigmaMax());
        float low = (float) Math.log(training.sigmaMin());
        float[] logs = Single.linspace(high, low, steps);
        if (rho != 1) {
            float difference = (float) (Math.log(training.sigmaMax()) - Math.log(training.sigmaMin()));
            float[] left = Single.linspace(1, 0, steps);
            for (int i = 0; i < steps; i++) {
                logs[i] = Single.pow(left[i], rho) * difference + low;
            }
        }
        return Sigmas.endingInZero(
                IntStream.range(0, steps).mapToDouble(i -> Single.exp(logs[i])).toArray());
    }

    /// {@return `steps` + 1 levels with evenly spaced log σ, the last of them σ_min}
    public static Sigmas toLowest(NoiseSchedule training, int steps) {
        double high = training.sigmaMax();
        double ratio = training.sigmaMin() / high;
        return Sigmas.of(IntStream.rangeClosed(0, steps)
                .mapToDouble(i -> high * Math.pow(ratio, (double) i / steps))
                .toArray());
    }

    @Override
    public Exponential withRho(double other) {
        return new Exponential(other);
    }
}
