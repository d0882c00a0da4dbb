package studio.sfumato.diffusion.schedule;

/// The quantiles of the symmetric Beta distribution with α = β = 0.6, the values of Lee et al. 2024 (arXiv:2407.12173).
///
/// With u = xᵅ the incomplete integral is u·Σ (1 − α)ₙ / (n!·(α + n))·xⁿ, almost straight and convex in u, so Newton's
/// method from above cannot miss. Symmetry gives the other half, and the whole integral as twice that to ½.
final class BetaQuantile {
    private static final double ALPHA = 0.6;
    private static final double WHOLE = 2 * integral(Math.pow(0.5, ALPHA));

    private BetaQuantile() {}

    /// {@return x such that a share p of the distribution lies below it}
    ///
    /// @param p between 0 and 1
    static double at(double p) {
        if (p > 0.5) {
            return 1 - at(1 - p);
        }
        if (p == 0.5) {
            return 0.5; // to the last bit: whoever rounds a timestep from it must not fall on the other side
        }
        double wanted = p * WHOLE;
        double u = Math.min(wanted * ALPHA, Math.pow(0.5, ALPHA));
        double before = Double.POSITIVE_INFINITY;
        while (u < before) {
            before = u;
            double density = Math.pow(1 - Math.pow(u, 1 / ALPHA), ALPHA - 1) / ALPHA;
            u -= (integral(u) - wanted) / density;
        }
        return Math.pow(before, 1 / ALPHA);
    }

    /// ∫ from 0 to u^(1/α) of (x·(1 − x))^(α − 1), for x of at most ½, where the terms halve at least.
    private static double integral(double u) {
        double x = Math.pow(u, 1 / ALPHA);
        double sum = 0;
        double power = 1; // (1 − α)ₙ / n!·xⁿ
        for (int n = 0; power > 1e-18; n++) {
            sum += power / (ALPHA + n);
            power *= (n + 1 - ALPHA) / (n + 1) * x;
        }
        return u * sum;
    }
}
