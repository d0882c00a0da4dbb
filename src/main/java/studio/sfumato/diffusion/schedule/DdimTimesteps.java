package studio.sfumato.diffusion.schedule;

import java.util.stream.IntStream;

/// The whole timesteps A1111 gives its DDIM: 1, 1 + s, 1 + 2s, … with s = ⌊timesteps / steps⌋, walked downwards. They
/// end at timestep 1 rather than at no noise, and where s divides the timesteps there is one step fewer than asked for.
public record DdimTimesteps() implements Schedule {
    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        int last = training.timesteps() - 1;
        int stride = Math.max(1, training.timesteps() / Math.max(2, steps)); // A1111 returns pure noise for one step
        int count = (last + stride) / stride;
        return Sigmas.of(IntStream.range(0, count)
                .mapToDouble(i -> training.sigma(Math.min(last, 1 + (count - 1 - i) * stride)))
                .toArray());
    }
}
