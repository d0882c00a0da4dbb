package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// Evenly spaced timesteps from the last down to one step before 0: `sgm_uniform` of A1111 and ComfyUI, after
/// Stability's generative-models. Unlike [Uniform] it spends no step on the lowest noise level.
public record SgmUniform() implements Schedule {
    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        double last = training.timesteps() - 1.0;
        return Sigmas.endingInZero(IntStream.range(0, steps)
                .mapToDouble(i -> training.tToSigma(last * (steps - i) / steps))
                .toArray());
    }
}
