package studio.sfumato.diffusion.schedule;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.NoiseScheduleConfig;

/// The noise levels a model was trained on, one for each timestep, and what lies between them.
///
/// The cumulative products ᾱ are kept in single precision as torch computes them; σ = √((1 − ᾱ) / ᾱ).
public final class NoiseSchedule {
    private final double[] sigmas;
    private final double[] logs;
    private final ModelFamily family;
    private final double sigmaMin;
    private final double sigmaMax;
    private final @Nullable DoubleUnaryOperator told;

    private NoiseSchedule(
            double[] sigmas, ModelFamily family, double sigmaMin, double sigmaMax, @Nullable DoubleUnaryOperator told) {
        this.sigmas = sigmas;
        this.family = family;
        this.sigmaMin = sigmaMin;
        this.sigmaMax = sigmaMax;
        this.told = told;
        logs = Arrays.stream(sigmas).map(Math::log).toArray();
    }

    private static double[] sigmas(float[] alphasCumprod) {
        double[] sigmas = new double[alphasCumprod.length];
        for (int t = 0; t < sigmas.length; t++) {
            sigmas[t] = (float) Math.sqrt((1 - alphasCumprod[t]) / alphasCumprod[t]);
            if (!(sigmas[t] > 0 && sigmas[t] < Double.MAX_VALUE)) {
                throw new ModelFileException("scheduler/scheduler_config.json: beta_start, beta_end and"
                        + " num_train_timesteps leave no finite noise level at timestep " + t);
            }
        }
        return sigmas;
    }

    /// {@return the noise levels of a model}
    ///
    /// @param family which family it belongs to: some walks were found by trying, family by family
    public static NoiseSchedule of(NoiseScheduleConfig config, ModelFamily family) {
        double[] sigmas = sigmas(TrainingNoise.alphasCumprod(config));
        return new NoiseSchedule(sigmas, family, sigmas[0], sigmas[sigmas.length - 1], null);
    }

    /// {@return the same model's levels, to be walked between other limits}
    ///
    /// @throws RequestException if `low` is not below `high`
    public NoiseSchedule within(double low, double high) {
        if (!(low < high)) {
            throw new RequestException(SamplerOption.SIGMA_MIN.field() + " " + low + " must be below "
                    + SamplerOption.SIGMA_MAX.field() + " " + high);
        }
        return new NoiseSchedule(sigmas, family, low, high, told);
    }

    /// {@return the same levels, of which a network is told other timesteps}
    ///
    /// @param timesteps gives the timestep of a level, in place of [#sigmaToT]
    public NoiseSchedule told(DoubleUnaryOperator timesteps) {
        return new NoiseSchedule(sigmas, family, sigmaMin, sigmaMax, timesteps);
    }

    /// {@return every n-th of the levels counted down from the last, `count` of them if there are as many}; limits that
    /// were set stay
    public NoiseSchedule everyOf(int count) {
        int stride = stride(count);
        int kept = (sigmas.length + stride - 1) / stride;
        double[] fewer = IntStream.range(0, kept)
                .mapToDouble(i -> sigmas[sigmas.length - 1 - (kept - 1 - i) * stride])
                .toArray();
        return new NoiseSchedule(fewer, family, sigmaMin == sigmas[0] ? fewer[0] : sigmaMin, sigmaMax, null);
    }

    /// {@return how many timesteps apart `count` of them are}
    public int stride(int count) {
        return Math.max(1, sigmas.length / count);
    }

    /// {@return which family the model belongs to}
    public ModelFamily family() {
        return family;
    }

    /// {@return how many timesteps the model knows}
    public int timesteps() {
        return sigmas.length;
    }

    /// {@return the noise level of a whole timestep}
    public double sigma(int timestep) {
        return sigmas[timestep];
    }

    /// {@return the lowest noise level to walk to}
    public double sigmaMin() {
        return sigmaMin;
    }

    /// {@return the highest noise level to walk from}
    public double sigmaMax() {
        return sigmaMax;
    }

    /// {@return the timestep of a noise level, not rounded: interpolated in log σ, within 0 … timesteps − 1}
    public double sigmaToT(double sigma) {
        if (told != null) {
            return told.applyAsDouble(sigma);
        }
        double log = Math.log(sigma);
        int found = Arrays.binarySearch(logs, log);
        if (found >= 0) {
            return found;
        }
        int low = Math.clamp(-found - 2, 0, logs.length - 2);
        double w = (logs[low] - log) / (logs[low] - logs[low + 1]);
        return low + Math.clamp(w, 0.0, 1.0);
    }

    /// {@return what [#tToSigma] gives, computed in single precision as k-diffusion does}
    float level(float t) {
        int low = (int) t;
        float w = t - low;
        float log = (1 - w) * Single.log(sigmas[low]) + w * Single.log(sigmas[Math.min(low + 1, sigmas.length - 1)]);
        return Single.exp(log);
    }

    /// {@return the noise level of a timestep between 0 and timesteps − 1, interpolated in log σ}
    public double tToSigma(double t) {
        int low = (int) Math.floor(t);
        double w = t - low;
        return w == 0 ? sigmas[low] : Math.exp((1 - w) * logs[low] + w * logs[low + 1]);
    }
}
