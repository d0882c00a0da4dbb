package studio.sfumato.diffusion;

import studio.sfumato.tensor.Tensor;

/// Counts a sampler's calls, by which prompts change: `CFGDenoiser.step` of A1111. A step of some samplers takes two or
/// three calls, so steps cannot be counted instead.
final class CallCounter {
    private int made;

    /// {@return how many calls have ended}
    int made() {
        return made;
    }

    /// {@return `model`, its calls counted}
    Denoiser counting(Denoiser model) {
        return new Denoiser() {
            @Override
            public Tensor denoise(Tensor x, double sigma) {
                Tensor estimate = model.denoise(x, sigma);
                made++;
                return estimate;
            }

            @Override
            public Estimates estimates(Tensor x, double sigma) {
                Estimates estimates = model.estimates(x, sigma);
                made++;
                return estimates;
            }
        };
    }
}
