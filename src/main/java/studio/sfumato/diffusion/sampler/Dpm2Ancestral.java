package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// [Dpm2] to a noise level below the next, then fresh noise up to it ([Ancestral]): k-diffusion's
/// `sample_dpm_2_ancestral`.
public record Dpm2Ancestral(FreshNoise fresh) implements Sampler {
    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        for (int i = 0; i < sigmas.steps(); i++) {
            double sigma = sigmas.at(i);
            double next = sigmas.at(i + 1);
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            Tensor d = x.minus(denoised).over(sigma);
            if (next == 0) {
                return x.plus(d.times(next - sigma));
            }
            Ancestral step = Ancestral.between(sigma, next, fresh.eta());
            double middle = Math.sqrt(sigma * step.down());
            Tensor there = x.plus(d.times(middle - sigma));
            Tensor dThere = there.minus(model.denoise(there, middle)).over(middle);
            x = x.plus(dThere.times(step.down() - sigma));
            x = fresh.addTo(x, noise, step.up());
        }
        return x;
    }
}
