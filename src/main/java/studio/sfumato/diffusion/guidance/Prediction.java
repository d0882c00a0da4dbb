package studio.sfumato.diffusion.guidance;

import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.NoiseScheduleConfig;

/// What a network F was trained to predict, of x = x₀ + σ·ε. The estimate of x₀ is c_skip·x + c_out·F: Karras et al.
/// 2022, eq. 7 (arXiv:2206.00364).
public enum Prediction {
    /// The noise ε.
    EPSILON {
        @Override
        double skip(double sigma) {
            return 1;
        }

        @Override
        double out(double sigma) {
            return -sigma;
        }
    },
    /// v = √ᾱ·ε − √(1 − ᾱ)·x₀: Salimans & Ho 2022, Appendix D (arXiv:2202.00512).
    V_PREDICTION {
        @Override
        double skip(double sigma) {
            return 1 / (1 + sigma * sigma);
        }

        @Override
        double out(double sigma) {
            return -sigma / Math.sqrt(1 + sigma * sigma);
        }
    },
    /// The picture x₀ itself.
    SAMPLE {
        @Override
        double skip(double sigma) {
            return 0;
        }

        @Override
        double out(double sigma) {
            return 1;
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

    /// {@return c_skip: how much of x the estimate keeps}
    abstract double skip(double sigma);

    /// {@return c_out: how much of the prediction it takes}
    abstract double out(double sigma);

    /// {@return the network as a denoiser: `DiscreteEpsDDPMDenoiser` and `DiscreteVDDPMDenoiser` of k-diffusion}
    public Denoiser denoiser(Network network, NoiseSchedule training) {
        return (x, sigma) -> {
            Tensor predicted = network.predict(x.over(Math.hypot(1, sigma)), training.sigmaToT(sigma));
            return x.combine(skip(sigma), predicted, out(sigma));
        };
    }
}
