package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.tensor.Tensor;

/// The steps of DPM-Solver in t = −log σ, from t to t + h: Lu et al. 2022, Algorithms 1 and 2
/// (arXiv:2206.00927), α = 1. The first slope of a step is given, since it is known before the order is
/// chosen.
final class DpmSolver {
    private final Denoiser model;

    DpmSolver(Denoiser model) {
        this.model = model;
    }

    /// {@return the noise level at t}
    static double sigma(double t) {
        return Math.exp(-t);
    }

    /// {@return the step of order 1}
    static Tensor first(Tensor x, double t, double h, Tensor epsilon) {
        return x.combine(1, epsilon, -sigma(t + h) * Math.expm1(h));
    }

    /// {@return the step of order 2 with r = ½}
    Tensor second(Tensor x, double t, double h, Tensor epsilon) {
        return second(x, t, h, epsilon, epsilonAt(first(x, t, h / 2, epsilon), t + h / 2), 1 / 2.0);
    }

    /// {@return the step of order 2 with r = ⅓ and that of order 3, which share their calls of the denoiser}
    Third third(Tensor x, double t, double h, Tensor epsilon) {
        Tensor near = epsilonAt(first(x, t, h / 3, epsilon), t + h / 3);
        double reach = 2 * h / 3;
        Tensor there = first(x, t, reach, epsilon)
                .combine(1, near.minus(epsilon), -sigma(t + reach) * 2 * (Math.expm1(reach) / reach - 1));
        Tensor far = epsilonAt(there, t + reach);
        Tensor order3 =
                first(x, t, h, epsilon).combine(1, far.minus(epsilon), -sigma(t + h) * 3 / 2 * (Math.expm1(h) / h - 1));
        double slope2 = -sigma(t + h) * 3 / 2 * Math.expm1(h);
        double slope3 = sigma(t + h) * 3 / 2 * (Math.expm1(h) / h - 1);
        Tensor difference = near.minus(epsilon).combine(slope2, far.minus(epsilon), slope3);
        return new Third(second(x, t, h, epsilon, near, 1 / 3.0), order3, difference);
    }

    private static Tensor second(Tensor x, double t, double h, Tensor epsilon, Tensor near, double r) {
        return first(x, t, h, epsilon).combine(1, near.minus(epsilon), -sigma(t + h) * Math.expm1(h) / (2 * r));
    }

    private Tensor epsilonAt(Tensor x, double t) {
        return x.minus(model.denoise(x, sigma(t))).over(sigma(t));
    }

    /// A step taken twice.
    ///
    /// @param difference order 2 − order 3, not by way of the latents, which are much larger
    record Third(Tensor order2, Tensor order3, Tensor difference) {}
}
