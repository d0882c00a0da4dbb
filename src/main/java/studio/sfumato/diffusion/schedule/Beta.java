package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// Steps crowd at both ends of the range of σ, as the quantiles of a Beta distribution do: Lee et al. 2024
/// (arXiv:2407.12173) with α = β = 0.6, spread over σ as in A1111. ComfyUI spreads it over timesteps: [BetaTimesteps].
public record Beta() implements Schedule {
    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        double low = training.sigmaMin();
        double span = training.sigmaMax() - low;
        return Sigmas.endingInZero(IntStream.range(0, steps)
                .mapToDouble(i -> low + span * BetaQuantile.at(steps == 1 ? 1 : 1 - i / (steps - 1.0)))
                .toArray());
    }
}
