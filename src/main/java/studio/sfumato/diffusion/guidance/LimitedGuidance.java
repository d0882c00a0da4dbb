package studio.sfumato.diffusion.guidance;

import java.util.function.IntSupplier;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.tensor.Tensor;

/// Guidance that is left out now and then.
///
/// @param guided the guidance
/// @param prompted what takes its place
/// @param call how many calls there were before the one under way
/// @param calls how many a sampler is expected to make
public record LimitedGuidance(Denoiser guided, Denoiser prompted, GuidanceLimits limits, IntSupplier call, int calls)
        implements Denoiser {
    @Override
    public Tensor denoise(Tensor x, double sigma) {
        return estimates(x, sigma).guided();
    }

    @Override
    public Estimates estimates(Tensor x, double sigma) {
        boolean without = limits.skips(call.getAsInt(), calls, sigma);
        return (without ? prompted : guided).estimates(x, sigma);
    }
}
