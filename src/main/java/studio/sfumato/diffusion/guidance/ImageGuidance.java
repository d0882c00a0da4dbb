package studio.sfumato.diffusion.guidance;

import java.util.List;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.tensor.Tensor;

/// Goes from nothing past the picture, and from the picture past the instruction: Brooks et al. 2023, InstructPix2Pix,
/// eq. 3
/// (arXiv:2211.09800), on x₀.
///
/// @param both a denoiser of twice the batch that sees the picture: conditioned by the prompts, then by the negative
/// prompts
/// @param blank one that sees no picture, conditioned by the negative prompts
/// @param scale the guidance
/// @param imageScale how closely the picture is kept to
public record ImageGuidance(Denoiser both, Denoiser blank, double scale, double imageScale) implements Denoiser {
    @Override
    public Tensor denoise(Tensor x, double sigma) {
        return estimates(x, sigma).guided();
    }

    @Override
    public Estimates estimates(Tensor x, double sigma) {
        int batch = x.shape().at(0);
        Tensor estimates = both.denoise(Tensor.concat(List.of(x, x)), sigma);
        Tensor prompted = estimates.slice(0, batch);
        Tensor pictured = estimates.slice(batch, 2 * batch);
        Tensor towardsPicture = blank.denoise(x, sigma).combine(1 - imageScale, pictured, imageScale);
        Tensor instruction = prompted.minus(pictured);
        return new Estimates(towardsPicture.combine(1, instruction, scale), prompted, pictured);
    }
}
