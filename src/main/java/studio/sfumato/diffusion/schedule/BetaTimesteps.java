package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// Steps crowd at both ends of the timesteps, as the quantiles of a Beta distribution do: Lee et al. 2024
/// (arXiv:2407.12173) with α = β = 0.6, on whole timesteps as in ComfyUI's `beta`. A timestep that comes twice is taken
/// once, so many steps may become fewer.
public record BetaTimesteps() implements Schedule {
    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        int last = training.timesteps() - 1;
        return Sigmas.endingInZero(IntStream.range(0, steps)
                .map(i -> (int) Math.rint(last * BetaQuantile.at(1 - (double) i / steps)))
                .distinct()
                .mapToDouble(training::sigma)
                .toArray());
    }
}
