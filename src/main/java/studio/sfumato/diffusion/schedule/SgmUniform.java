package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// Evenly spaced timesteps from the last down to one step before 0: `sgm_uniform` of A1111 and ComfyUI, after
/// Stability's generative-models. Unlike [Uniform] it spends no step on the lowest noise level.
public record SgmUniform() implements Schedule {
    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        float high = (float) training.sigmaToT(training.sigmaMax());
        float low = (float) training.sigmaToT(training.sigmaMin());
        float[] times = Single.linspace(high, low, steps + 1);
        return Sigmas.endingInZero(IntStream.range(0, steps)
                .mapToDouble(i -> training.level(times[i]))
                .toArray());
    }
}
