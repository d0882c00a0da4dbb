package studio.sfumato.diffusion.guidance;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.tensor.Tensor;

/// Goes away from what the network makes of the prompt when the middle of it does not look around: Ahn et al. 2024,
/// eq. 15 (arXiv:2403.17377), on x₀. One more pass for each call.
///
/// @param guided the guidance this is added to
/// @param perturbed a denoiser with the prompts whose middle block's self-attention is the identity
/// @param scale how far
public record PerturbedAttentionGuidance(Denoiser guided, Denoiser perturbed, double scale) implements Denoiser {
    @Override
    public Tensor denoise(Tensor x, double sigma) {
        return estimates(x, sigma).guided();
    }

    @Override
    public Estimates estimates(Tensor x, double sigma) {
        Estimates estimates = guided.estimates(x, sigma);
        Tensor away = estimates.prompted().minus(perturbed.denoise(x, sigma));
        return estimates.withGuided(estimates.guided().combine(1, away, scale));
    }
}
