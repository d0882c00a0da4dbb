package studio.sfumato.diffusion.sampler;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// UniPC, multistep, on the estimate: Zhao et al. 2023, Algorithms 1 and 2 (arXiv:2302.04867), as in A1111:
/// a predictor through the last estimates, then a corrector with the new one, λ = −log σ, on levels of its
/// own ([UniPcLevels]). In σ the paper's α is 1. Latents are of unit variance at both ends, as in [Ddim];
/// the walk ends at timestep 0 and the last prediction is not corrected, so that each step calls the
/// denoiser once.
///
/// @param order the highest order, never more than the steps
/// @param lowerFinal whether the order falls in the last steps
public record UniPc(int order, UniPcVariant variant, UniPcLevels levels, boolean lowerFinal) implements Sampler {
    static UniPc of(SamplerOptions options) {
        String variant = SamplerOption.UNIPC_VARIANT.text(options.get(SamplerOption.UNIPC_VARIANT, 0));
        String skip = SamplerOption.UNIPC_SKIP.text(options.get(SamplerOption.UNIPC_SKIP, 0));
        return new UniPc(
                (int) options.get(SamplerOption.UNIPC_ORDER, 3),
                UniPcVariant.valueOf(variant.toUpperCase(Locale.ROOT)),
                UniPcLevels.named(skip),
                options.on(SamplerOption.UNIPC_LOWER_FINAL, true));
    }

    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        int steps = sigmas.steps();
        int highest = Math.min(order, steps);
        List<Tensor> estimates = new ArrayList<>(); // newest first
        Tensor denoised = model.denoise(x, sigmas.first());
        on.step(0, x, denoised);
        for (int i = 0; i < steps; i++) {
            estimates.addFirst(denoised);
            int p = Math.min(highest, i + 1);
            if (lowerFinal && i + 1 >= highest) {
                p = Math.min(p, steps - i);
            }
            double h = Math.log(sigmas.at(i) / sigmas.at(i + 1));
            double[] r = ratios(sigmas, i, p, h);
            List<Tensor> slopes = slopes(estimates, r);
            Tensor base = x.combine(Math.exp(-h), denoised, -Math.expm1(-h));
            x = plus(base, variant.predictor(r, h), slopes);
            if (i == steps - 1) {
                break;
            }
            Tensor newest = model.denoise(x, sigmas.at(i + 1));
            on.step(i + 1, x, newest);
            slopes.add(newest.minus(denoised));
            x = plus(base, variant.corrector(r, h), slopes);
            denoised = newest;
        }
        return x.over(Math.hypot(1, sigmas.last()));
    }

    /// Where the last p − 1 estimates before the newest lie, in units of h from it, then 1 for the one to come.
    private static double[] ratios(Sigmas sigmas, int i, int p, double h) {
        double[] r = new double[p];
        for (int k = 1; k < p; k++) {
            r[k - 1] = Math.log(sigmas.at(i) / sigmas.at(i - k)) / h;
        }
        r[p - 1] = 1;
        return r;
    }

    private static List<Tensor> slopes(List<Tensor> estimates, double[] r) {
        List<Tensor> slopes = new ArrayList<>();
        for (int k = 1; k < r.length; k++) {
            slopes.add(estimates.get(k).minus(estimates.getFirst()).over(r[k - 1]));
        }
        return slopes;
    }

    private static Tensor plus(Tensor base, double[] weights, List<Tensor> slopes) {
        Tensor sum = base;
        for (int k = 0; k < weights.length; k++) {
            sum = sum.combine(1, slopes.get(k), weights[k]);
        }
        return sum;
    }

    @Override
    public Sigmas sigmas(Schedule chosen, NoiseSchedule training, int steps) {
        return levels.sigmas(training, steps);
    }

    @Override
    public Tensor start(Tensor unit, Sigmas sigmas) {
        return unit.times(Math.hypot(1, sigmas.first()));
    }

    @Override
    public double timestep(NoiseSchedule training, double sigma) {
        return UniPcLevels.timestep(training, sigma);
    }
}
