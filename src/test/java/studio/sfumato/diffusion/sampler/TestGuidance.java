package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.tensor.Tensor;

/// Guidance without a second network: the estimate without the prompt is a tenth more than seven tenths of
/// the one with it. The same as in `tools/golden/samplers.py`.
record TestGuidance(Denoiser prompted, double scale) implements Denoiser {
    @Override
    public Tensor denoise(Tensor x, double sigma) {
        return estimates(x, sigma).guided();
    }

    @Override
    public Estimates estimates(Tensor x, double sigma) {
        Tensor with = prompted.denoise(x, sigma);
        Tensor without = with.map(value -> 0.7 * value + 0.1);
        return new Estimates(scale == 1 ? with : without.combine(1 - scale, with, scale), with, without);
    }
}
