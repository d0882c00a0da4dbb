package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// The noise levels of timesteps 1, 1 + s, 1 + 2s, … with s = ⌊timesteps / steps⌋, walked downwards to 0: A1111's
/// `ddim` and ComfyUI's `ddim_uniform`. Where s does not divide the timesteps evenly there are more steps
/// than asked for. Asked for one step, those tools start at timestep 1, where nothing is left to do; here
/// it starts at the highest level.
public record DdimUniform() implements Schedule {
    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        if (steps == 1) {
            return Sigmas.of(training.sigmaMax(), 0);
        }
        int stride = Math.max(1, training.timesteps() / steps);
        int count = Math.max(1, (training.timesteps() - 2) / stride + 1);
        return Sigmas.endingInZero(IntStream.range(0, count)
                .mapToDouble(i -> training.sigma(1 + (count - 1 - i) * stride))
                .toArray());
    }
}
