package studio.sfumato.diffusion.sampler;

import java.util.stream.IntStream;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Sigmas;

/// The noise levels of UniPC as A1111 runs it: between timesteps log ᾱ, not log σ, is interpolated (Lu et
/// al. 2022, Appendix D.4, arXiv:2206.00927), and they need not be whole. Where s = ⌊timesteps / steps⌋ does
/// not divide the timesteps there are more steps than asked for, as with [Ddim].
public enum UniPcLevels {
    /// Even in the timestep: `time_uniform`.
    TIME_UNIFORM {
        @Override
        double sigma(NoiseSchedule training, int top, double share) {
            return at(training, top * (1 - share));
        }
    },
    /// Even in the root of the timestep: `time_quadratic`.
    TIME_QUADRATIC {
        @Override
        double sigma(NoiseSchedule training, int top, double share) {
            double first = Math.sqrt((top + 1.0) / training.timesteps());
            double last = Math.sqrt(1.0 / training.timesteps());
            return at(training, Math.pow(first + share * (last - first), 2) * training.timesteps() - 1);
        }
    },
    /// Even in log σ: `logSNR`.
    LOG_SNR {
        @Override
        double sigma(NoiseSchedule training, int top, double share) {
            return Math.pow(training.sigma(top), 1 - share) * Math.pow(training.sigma(0), share);
        }
    };

    /// {@return the level after a share of the walk down from timestep `top`}
    abstract double sigma(NoiseSchedule training, int top, double share);

    /// {@return those that A1111 calls so}
    static UniPcLevels named(String skip) {
        return switch (skip) {
            case "time_quadratic" -> TIME_QUADRATIC;
            case "logSNR" -> LOG_SNR;
            default -> TIME_UNIFORM;
        };
    }

    Sigmas sigmas(NoiseSchedule training, int asked) {
        int stride = Math.max(1, training.timesteps() / asked);
        int steps = (training.timesteps() + stride - 1) / stride;
        return from(training, training.timesteps() - 1, steps);
    }

    /// {@return the levels of `steps` steps from a timestep down}
    Sigmas from(NoiseSchedule training, int top, int steps) {
        return Sigmas.of(IntStream.rangeClosed(0, steps)
                .mapToDouble(i -> i == steps ? training.sigma(0) : sigma(training, top, (double) i / steps))
                .toArray());
    }

    /// {@return the timestep of a level}
    static double timestep(NoiseSchedule training, double sigma) {
        int low = Math.clamp((int) training.sigmaToT(sigma), 0, training.timesteps() - 2);
        double w = (logAlpha(sigma) - logAlpha(training.sigma(low)))
                / (logAlpha(training.sigma(low + 1)) - logAlpha(training.sigma(low)));
        return low + Math.clamp(w, 0.0, 1.0);
    }

    private static double at(NoiseSchedule training, double t) {
        int low = Math.clamp((int) t, 0, training.timesteps() - 2);
        double w = Math.clamp(t - low, 0.0, 1.0);
        double logAlpha = (1 - w) * logAlpha(training.sigma(low)) + w * logAlpha(training.sigma(low + 1));
        return Math.sqrt(Math.expm1(-2 * logAlpha));
    }

    private static double logAlpha(double sigma) {
        return -Math.log1p(sigma * sigma) / 2;
    }
}
