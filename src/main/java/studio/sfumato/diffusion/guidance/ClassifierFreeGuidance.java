package studio.sfumato.diffusion.guidance;

import java.util.List;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.tensor.Tensor;

/// Goes from the estimate without the prompt past the one with it: Ho & Salimans 2022, eq. 6 (arXiv:2207.12598), on x₀.
/// With a scale of exactly 1 the estimate is the one with the prompt: leave this decorator out.
///
/// @param both a denoiser of twice the batch: conditioned by the prompts, then by the negative prompts
/// @param scale the guidance
public record ClassifierFreeGuidance(Denoiser both, double scale) implements Denoiser {
    @Override
    public Tensor denoise(Tensor x, double sigma) {
        return estimates(x, sigma).guided();
    }

    @Override
    public Estimates estimates(Tensor x, double sigma) {
        int batch = x.shape().at(0);
        Tensor estimates = both.denoise(Tensor.concat(List.of(x, x)), sigma);
        Tensor prompted = estimates.slice(0, batch);
        Tensor unprompted = estimates.slice(batch, 2 * batch);
        return new Estimates(unprompted.combine(1 - scale, prompted, scale), prompted, unprompted);
    }
}
