package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Noise added before a step of an ODE solver, which then has further to go: Karras et al. 2022, Algorithm 2
/// (arXiv:2206.00364). Off unless `amount` is above 0.
///
/// @param amount S_churn, shared out over the steps
/// @param from S_tmin, the lowest level it happens at
/// @param to S_tmax, the highest
/// @param scale S_noise
public record Churn(double amount, double from, double to, double scale) {
    /// None.
    public static final Churn OFF = new Churn(0, 0, Double.POSITIVE_INFINITY, 1);

    private static final double MOST = Math.sqrt(2) - 1;

    static Churn of(SamplerOptions options) {
        double to = options.get(SamplerOption.CHURN_TO, 0);
        return new Churn(
                options.get(SamplerOption.CHURN, 0),
                options.get(SamplerOption.CHURN_FROM, 0),
                to == 0 ? Double.POSITIVE_INFINITY : to,
                options.get(SamplerOption.NOISE, 1));
    }

    /// {@return the latents step `i` starts from, and their level}; noise is drawn for every step, also where none is
    /// added, as the k-diffusion of A1111 does
    Raised raise(Tensor x, Sigmas sigmas, int i, Noise noise) {
        double sigma = sigmas.at(i);
        if (amount == 0) {
            return new Raised(x, sigma);
        }
        Tensor fresh = noise.next(x.shape());
        double gamma = sigma >= from && sigma <= to ? Math.min(amount / sigmas.steps(), MOST) : 0;
        double raised = sigma * (1 + gamma);
        return new Raised(x.combine(1, fresh, scale * Math.sqrt(raised * raised - sigma * sigma)), raised);
    }

    /// Latents and their noise level.
    record Raised(Tensor x, double sigma) {}
}
