package studio.sfumato.diffusion.ensemble;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.tensor.Tensor;

/// Two models whose estimates of the clean picture are averaged: (1 − share)·D₁ + share·D₂.
///
/// @param share how much the second counts
public record Blend(Denoiser first, Denoiser second, double share) implements Denoiser {
    @Override
    public Tensor denoise(Tensor x, double sigma) {
        return mixed(first.denoise(x, sigma), second.denoise(x, sigma));
    }

    @Override
    public Estimates estimates(Tensor x, double sigma) {
        Estimates one = first.estimates(x, sigma);
        Estimates two = second.estimates(x, sigma);
        Tensor prompted = mixed(one.prompted(), two.prompted());
        return new Estimates(
                mixed(one.guided(), two.guided()),
                prompted,
                one.different() || two.different() ? mixed(one.unprompted(), two.unprompted()) : prompted);
    }

    private Tensor mixed(Tensor one, Tensor two) {
        return one.combine(1 - share, two, share);
    }
}
