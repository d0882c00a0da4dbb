package studio.sfumato.diffusion.guidance;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.NoiseScheduleConfig;

/// What a network was trained to predict, of x = x₀ + σ·ε.
public enum Prediction {
    /// The noise ε.
    EPSILON {
        @Override
        public Denoiser denoiser(Network network, NoiseSchedule training) {
            return (x, sigma) -> x.combine(1, predict(network, training, x, sigma), -sigma);
        }
    },
    /// v = √ᾱ·ε − √(1 − ᾱ)·x₀: Salimans & Ho 2022, Appendix D (arXiv:2202.00512).
    V_PREDICTION {
        @Override
        public Denoiser denoiser(Network network, NoiseSchedule training) {
            return (x, sigma) -> {
                double variance = 1 + sigma * sigma;
                return x.combine(1 / variance, predict(network, training, x, sigma), -sigma / Math.sqrt(variance));
            };
        }
    },
    /// The picture x₀ itself.
    SAMPLE {
        @Override
        public Denoiser denoiser(Network network, NoiseSchedule training) {
            return (x, sigma) -> predict(network, training, x, sigma);
        }
    };

    /// {@return what a model's network predicts}
    public static Prediction of(NoiseScheduleConfig config) {
        return switch (config.predicts()) {
            case EPSILON -> EPSILON;
            case V_PREDICTION -> V_PREDICTION;
            case SAMPLE -> SAMPLE;
        };
    }

    /// {@return the network as a denoiser: `DiscreteEpsDDPMDenoiser` and `DiscreteVDDPMDenoiser` of k-diffusion}
    public abstract Denoiser denoiser(Network network, NoiseSchedule training);

    private static Tensor predict(Network network, NoiseSchedule training, Tensor x, double sigma) {
        return network.predict(x.over(Math.hypot(1, sigma)), training.sigmaToT(sigma));
    }
}
