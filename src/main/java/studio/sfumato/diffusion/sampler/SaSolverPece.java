package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// [SaSolver] that predicts, evaluates, corrects and evaluates again: ComfyUI's `sa_solver_pece`. Calls the
/// denoiser twice a step, once in the first.
public record SaSolverPece(SaSolver solver) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        return solver.walk(model, x, sigmas, noise, on, true);
    }
}
