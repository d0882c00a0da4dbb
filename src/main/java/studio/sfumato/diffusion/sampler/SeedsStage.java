package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// What the stages of a SEEDS step have in common: Gonzalez et al. 2023 (arXiv:2305.14267). A stage reaches
/// a share r of the step's length h in λ = −log σ.
///
/// @param sigma the level the step starts from
record SeedsStage(FreshNoise fresh, double sigma, double h) {
    /// {@return the noise level at r}
    double level(double r) {
        return sigma * Math.exp(-r * h);
    }

    /// {@return −h·φ₁(−h) for the length (1 + η)·r·h: how much the estimate counts at r}
    double phi1(double r) {
        return -Math.expm1(-r * h * (1 + fresh.eta()));
    }

    /// {@return −h·φ₂(−h) for the length (1 + η)·r·h: how much the slope of the estimate counts at r}
    double phi2(double r) {
        double k = r * h * (1 + fresh.eta());
        return 1 + Math.expm1(-k) / k;
    }

    /// {@return the mean at r}
    Tensor mean(Tensor x, double r, Tensor estimate, double weight) {
        return x.combine(Math.exp(-r * h * (1 + fresh.eta())), estimate, weight);
    }

    /// {@return noise that the stretch from r to s adds, in units of the level at s}
    Tensor noise(double r, double s, Shape shape, Noise noise) {
        return fresh.any()
                ? noise.next(shape).times(fresh.scale() * Math.sqrt(-Math.expm1(-2 * (s - r) * h * fresh.eta())))
                : Tensor.zeros(shape);
    }

    /// {@return noise in units of the level at r as what is left of it at s, in units of that level}
    Tensor carried(Tensor noise, double r, double s) {
        return noise.times(Math.exp((r - s) * h * fresh.eta()));
    }
}
