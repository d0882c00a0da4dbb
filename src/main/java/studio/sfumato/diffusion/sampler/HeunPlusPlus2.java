package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Heun's method that looks two levels ahead and gives the slopes there weights that grow with σ: Heun++ of
/// Carzit/sd-webui-samplers-scheduler, as Forge and ComfyUI run it. Calls the denoiser three times a step, twice in the
/// last but one, once in the last.
public record HeunPlusPlus2() implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        int steps = sigmas.steps();
        for (int i = 0; i < steps; i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            Tensor d = x.minus(denoised).over(sigma);
            if (i + 1 < steps) {
                Tensor there = x.plus(d.times(next - sigma));
                Tensor dThere = there.minus(model.denoise(there, next)).over(next);
                double weights = (i + 2 < steps ? 3 : 2) * sigmas.first();
                double w2 = next / weights;
                if (i + 2 < steps) {
                    double beyond = sigmas.at(i + 2);
                    Tensor further = there.plus(dThere.times(beyond - next));
                    Tensor dFurther =
                            further.minus(model.denoise(further, beyond)).over(beyond);
                    double w3 = beyond / weights;
                    d = d.combine(1 - w2 - w3, dThere, w2).combine(1, dFurther, w3);
                } else {
                    d = d.combine(1 - w2, dThere, w2);
                }
            }
            x = x.plus(d.times(next - sigma));
        }
        return x;
    }
}
