package studio.sfumato.diffusion.sampler;

/// A step to the next noise level taken as a step below it, then noise up to it: Song et al. 2021, Appendix F
/// (arXiv:2011.13456), as k-diffusion splits it.
///
/// @param down the level the solver goes to
/// @param up the standard deviation of the noise added there: down² + up² = next²
record Ancestral(double down, double up) {
    /// {@return the split that adds all the noise it may: η = 1}
    static Ancestral between(double sigma, double next) {
        return between(sigma, next, 1);
    }

    /// {@return the split that adds a share η of it}
    static Ancestral between(double sigma, double next, double eta) {
        double up = Math.min(next, eta * next * Math.sqrt(1 - next * next / (sigma * sigma)));
        return new Ancestral(Math.sqrt(next * next - up * up), up);
    }
}
