package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Exponential;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// DPM-Solver-fast: Lu et al. 2022, Section 3.4 (arXiv:2206.00927): as many calls of the denoiser as steps
/// are asked for, spent on steps of order 3 that are even in log σ, with lower orders at the end. As in
/// k-diffusion it adds noise like [Ancestral], and as in A1111 it ends at the model's lowest noise level.
public record DpmFast(FreshNoise fresh) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        DpmSolver solver = new DpmSolver(model);
        int steps = steps(sigmas);
        double start = -Math.log(sigmas.first());
        double end = -Math.log(sigmas.last());
        for (int i = 0; i < steps; i++) {
            double t = start + (end - start) * i / steps;
            double sigma = DpmSolver.sigma(t);
            double next = DpmSolver.sigma(start + (end - start) * (i + 1) / steps);
            double down = Math.max(
                    sigmas.last(), Ancestral.between(sigma, next, fresh.eta()).down());
            double h = Math.log(sigma / down);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            Tensor epsilon = x.minus(denoised).over(sigma);
            x = switch (order(i, sigmas.steps())) {
                case 1 -> DpmSolver.first(x, t, h, epsilon);
                case 2 -> solver.second(x, t, h, epsilon);
                default -> solver.third(x, t, h, epsilon).order3();
            };
            x = fresh.addTo(x, noise, Math.sqrt(Math.max(0, next * next - down * down)));
        }
        return x;
    }

    private static int order(int i, int calls) {
        int left = calls / 3 + 1 - i; // steps, this one included
        if (left == 1) {
            return calls % 3 == 0 ? 1 : calls % 3;
        }
        return left == 2 && calls % 3 == 0 ? 2 : 3;
    }

    @Override
    public int steps(Sigmas sigmas) {
        return sigmas.steps() / 3 + 1;
    }

    /// The levels of the calls, if no noise is added.
    @Override
    public Sigmas sigmas(Schedule chosen, NoiseSchedule training, int steps) {
        return Exponential.toLowest(training, steps);
    }
}
