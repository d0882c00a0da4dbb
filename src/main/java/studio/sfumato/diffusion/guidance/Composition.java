package studio.sfumato.diffusion.guidance;

import java.util.Collections;
import java.util.List;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.tensor.Tensor;

/// Makes one estimate of those of several prompts: Liu et al. 2022 (arXiv:2206.01714), eq. 11, which is A1111's `AND`
/// (`modules/sd_samplers_cfg_denoiser.py`, `combine_denoised`).
///
/// Each prompt i pulls the estimate from the negative prompt's by its weight: u + Σ wᵢ·(cᵢ − u). What comes out can be
/// guided like the estimate of a single prompt. Where there is no negative prompt, the first prompt takes its place.
///
/// @param each a denoiser of as many batches: conditioned by the first prompt, the next, and the negative prompt
/// @param weights how much each prompt counts
/// @param pictures how many there are in a batch
public record Composition(Denoiser each, List<Double> weights, int pictures) implements Denoiser {
    /// {@return the estimate with the prompts and, for twice the batch, that with the negative prompt after it}
    @Override
    public Tensor denoise(Tensor x, double sigma) {
        int parts = weights.size();
        boolean guided = x.shape().at(0) == 2 * pictures;
        Tensor once = guided ? x.slice(0, pictures) : x;
        Tensor estimates = each.denoise(Tensor.concat(Collections.nCopies(guided ? parts + 1 : parts, once)), sigma);
        Tensor from = estimates.slice(guided ? parts * pictures : 0, guided ? (parts + 1) * pictures : pictures);
        Tensor composed = from;
        for (int i = 0; i < parts; i++) {
            Tensor part = estimates.slice(i * pictures, (i + 1) * pictures);
            composed = composed.combine(1, part.minus(from), weights.get(i));
        }
        return guided ? Tensor.concat(List.of(composed, from)) : composed;
    }
}
