package studio.sfumato.diffusion.guidance;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.tensor.Tensor;

/// Classifier-free guidance with dynamic thresholding. How far a picture has come is read from its noise level, as in
/// ComfyUI and Forge: (T − 1 − t) / (T − 2) for timestep t of T.
///
/// @param guided plain guidance
/// @param scale the guidance
public record ThresholdedGuidance(
        Denoiser guided, DynamicThresholding thresholding, double scale, NoiseSchedule training) implements Denoiser {
    @Override
    public Tensor denoise(Tensor x, double sigma) {
        return estimates(x, sigma).guided();
    }

    @Override
    public Estimates estimates(Tensor x, double sigma) {
        Estimates estimates = guided.estimates(x, sigma);
        int last = training.timesteps() - 1;
        double progress = (last - training.sigmaToT(sigma)) / Math.max(1, last - 1);
        return estimates.withGuided(thresholding.guided(estimates.prompted(), estimates.unprompted(), scale, progress));
    }
}
