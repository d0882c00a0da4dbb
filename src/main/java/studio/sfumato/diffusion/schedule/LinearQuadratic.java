package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// σ falls in a straight line to 0.975 σ_max in the first half of the steps, then as a parabola to 0: ComfyUI's
/// `linear_quadratic`, which Genmo's Mochi 1 brought.
public record LinearQuadratic() implements Schedule {
    private static final double LINEAR_SHARE = 0.025;

    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        int linear = steps / 2;
        int quadratic = steps - linear;
        double slope = linear == 0 ? 0 : LINEAR_SHARE / linear;
        double left = 1 - slope * steps; // what the straight line would leave at the end
        return Sigmas.endingInZero(IntStream.range(0, steps)
                .mapToDouble(i -> {
                    double past = Math.max(0, i - linear) / (double) quadratic;
                    return training.sigmaMax() * (1 - slope * i - left * past * past);
                })
                .toArray());
    }
}
