package studio.sfumato.diffusion.ensemble;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.tensor.Tensor;

/// A model that another takes over from at a noise level, once and for all. The sampler goes on with
/// what it remembers,
/// as in A1111 1.10 (`modules/sd_samplers_common.py`, `apply_refiner`).
public final class Handover implements Denoiser {
    private final Denoiser first;
    private final Supplier<Denoiser> next;
    private final NoiseSchedule levels;
    private final double from;
    private @Nullable Denoiser second;

    /// @param next gives the model that takes over, when it does
    /// @param levels the noise levels of the first
    /// @param from the share of the timesteps that are the first's
    public Handover(Denoiser first, Supplier<Denoiser> next, NoiseSchedule levels, double from) {
        this.first = first;
        this.next = next;
        this.levels = levels;
        this.from = from;
    }

    @Override
    public Tensor denoise(Tensor x, double sigma) {
        return at(sigma).denoise(x, sigma);
    }

    @Override
    public Estimates estimates(Tensor x, double sigma) {
        return at(sigma).estimates(x, sigma);
    }

    private Denoiser at(double sigma) {
        Denoiser taken = second;
        if (taken == null && due(sigma)) {
            taken = next.get();
            second = taken;
        }
        return taken == null ? first : taken;
    }

    private boolean due(double sigma) {
        int last = levels.timesteps() - 1;
        return (double) (last - nearest(sigma)) / levels.timesteps() >= from;
    }

    /// {@return the timestep whose noise level is nearest}
    private int nearest(double sigma) {
        int above = 0;
        int end = levels.timesteps();
        while (above < end) {
            int middle = (above + end) >>> 1;
            if (levels.sigma(middle) < sigma) {
                above = middle + 1;
            } else {
                end = middle;
            }
        }
        if (above == levels.timesteps()) {
            return above - 1;
        }
        boolean below = above > 0 && sigma - levels.sigma(above - 1) <= levels.sigma(above) - sigma;
        return below ? above - 1 : above;
    }
}
