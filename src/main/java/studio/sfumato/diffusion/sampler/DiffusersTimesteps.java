package studio.sfumato.diffusion.sampler;

import java.util.stream.IntStream;
import studio.sfumato.weights.NoiseScheduleConfig.Spacing;

/// Kinds of diffusers' schedulers by how they choose timesteps; the rules of spacing are those of Lin et al. 2023,
/// Table 2 (arXiv:2305.08891).
enum DiffusersTimesteps {
    /// As many as steps, not always whole: EulerDiscrete, EulerAncestralDiscrete, HeunDiscrete, LMSDiscrete.
    LEVELS(Spacing.LINSPACE),
    /// Whole, one more than steps, of which the last is left out: DPMSolverMultistep.
    MULTISTEP(Spacing.LINSPACE),
    /// Whole, and walked as such rather than as noise levels: DDIM, PNDM.
    WALKED(Spacing.LEADING);

    private final Spacing usual;

    DiffusersTimesteps(Spacing usual) {
        this.usual = usual;
    }

    /// {@return the spacing where neither model nor request says one}
    Spacing usual() {
        return usual;
    }

    /// {@return the timesteps, falling}
    ///
    /// @param trained how many timesteps the model knows
    /// @param offset what is added to each in [Spacing#LEADING]
    double[] of(Spacing spacing, int steps, int trained, int offset) {
        int points = this == MULTISTEP ? steps + 1 : steps;
        int stride = trained / points;
        return IntStream.range(0, steps)
                .mapToDouble(i -> switch (spacing) {
                    case LINSPACE -> spaced((trained - 1.0) * (points - 1 - i) / Math.max(1, points - 1));
                    case LEADING -> (points - 1 - i) * stride + offset;
                    case TRAILING -> Math.max(0, Math.rint(trained - i * ((double) trained / steps)) - 1);
                })
                .toArray();
    }

    private double spaced(double timestep) {
        return this == LEVELS ? (float) timestep : Math.rint(timestep);
    }
}
