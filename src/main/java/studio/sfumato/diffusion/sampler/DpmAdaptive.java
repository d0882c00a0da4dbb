package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Exponential;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedule;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.error.InferenceException;
import studio.sfumato.tensor.Tensor;

/// DPM-Solver-23: Lu et al. 2022, Appendix C (arXiv:2206.00927): steps of order 3 in log σ as long as their
/// difference from order 2 allows, so how many is not known before. As in k-diffusion the length of the next
/// step is the last one's times a function of the error, noise is added like [Ancestral], and as in A1111 it
/// ends at the model's lowest noise level. The pictures of a batch share their steps.
public record DpmAdaptive(FreshNoise fresh) implements Sampler {
    private static final double RELATIVE = 0.05;
    private static final double ABSOLUTE = 0.0078;
    private static final double FIRST_STEP = 0.05;
    private static final double ACCEPT = 0.81;
    private static final double NEARLY_THERE = 1e-5;

    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        DpmSolver solver = new DpmSolver(model);
        double order = fresh.eta() > 0 ? 1.5 : 3;
        double end = -Math.log(sigmas.last());
        double length = FIRST_STEP;
        Tensor old = x;
        double t = -Math.log(sigmas.first());
        for (int i = 0; t < end - NEARLY_THERE; i++) {
            double sigma = DpmSolver.sigma(t);
            double next = DpmSolver.sigma(Math.min(end, t + length));
            double down = Math.max(
                    sigmas.last(), Ancestral.between(sigma, next, fresh.eta()).down());
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            Tensor epsilon = x.minus(denoised).over(sigma);
            DpmSolver.Third step = solver.third(x, t, Math.log(sigma / down), epsilon);
            double error = error(step, old);
            double factor = 1 + Math.atan(Math.pow(1 / (error + 1e-8), 1 / order) - 1);
            if (factor >= ACCEPT) {
                old = step.order2();
                x = step.order3();
                x = fresh.addTo(x, noise, Math.sqrt(Math.max(0, next * next - down * down)));
                t = Math.min(end, t + length);
            }
            length *= factor;
            if (!(t + length > t)) {
                throw new InferenceException("DPM adaptive found no step short enough at noise level " + sigma);
            }
        }
        return x;
    }

    /// The root of the mean square of the difference between the orders, in units of what is tolerated.
    private static double error(DpmSolver.Third step, Tensor old) {
        double squares = 0;
        int count = old.shape().elements();
        for (int i = 0; i < count; i++) {
            double low = step.order2().at(i);
            double tolerated = Math.max(ABSOLUTE, RELATIVE * Math.max(Math.abs(low), Math.abs(old.at(i))));
            double difference = step.difference().at(i) / tolerated;
            squares += difference * difference;
        }
        return Math.sqrt(squares / count);
    }

    /// Only the first and the last count; the number of steps is a guess.
    @Override
    public Sigmas sigmas(Schedule chosen, NoiseSchedule training, int steps) {
        return Exponential.toLowest(training, steps);
    }
}
