package studio.sfumato.diffusion.schedule;

import studio.sfumato.weights.NoiseScheduleConfig;

/// ᾱ of each timestep: how much of the picture's variance was left in training. In single precision and in
/// torch's order of operations, as diffusers has it.
final class TrainingNoise {
    /// What A1111 and ComfyUI leave of the picture at the last timestep where training left nothing, so that σ is
    /// finite.
    private static final float NEARLY_NOTHING = 4.897345e-8f;

    private TrainingNoise() {}

    static float[] alphasCumprod(NoiseScheduleConfig config) {
        float[] alphas = betas(config);
        double product = 1; // torch.cumprod multiplies in double and rounds each result
        for (int t = 0; t < alphas.length; t++) {
            product *= 1 - alphas[t];
            alphas[t] = (float) product;
        }
        return config.rescaleToZeroSnr() ? rescaledToZeroSnr(alphas) : alphas;
    }

    private static float[] betas(NoiseScheduleConfig config) {
        int timesteps = config.trainTimesteps();
        return switch (config.betas()) {
            case LINEAR -> Single.linspace((float) config.betaStart(), (float) config.betaEnd(), timesteps);
            case SCALED_LINEAR -> {
                float[] betas = Single.linspace(
                        (float) Math.sqrt(config.betaStart()), (float) Math.sqrt(config.betaEnd()), timesteps);
                for (int t = 0; t < timesteps; t++) {
                    betas[t] *= betas[t];
                }
                yield betas;
            }
            case SQUAREDCOS_CAP_V2 -> {
                float[] betas = new float[timesteps];
                for (int t = 0; t < timesteps; t++) {
                    double kept = squaredCosine((t + 1.0) / timesteps) / squaredCosine((double) t / timesteps);
                    betas[t] = (float) Math.min(1 - kept, 0.999);
                }
                yield betas;
            }
        };
    }

    /// Nichol & Dhariwal 2021, eq. 17 (arXiv:2102.09672).
    private static double squaredCosine(double t) {
        return Math.pow(Math.cos((t + 0.008) / 1.008 * Math.PI / 2), 2);
    }

    /// Lin et al. 2023, Algorithm 1 (arXiv:2305.08891): √ᾱ is moved and stretched to end at 0.
    private static float[] rescaledToZeroSnr(float[] alphas) {
        int last = alphas.length - 1;
        float first = (float) Math.sqrt(alphas[0]);
        float end = (float) Math.sqrt(alphas[last]);
        for (int t = 0; t < last; t++) {
            float root = ((float) Math.sqrt(alphas[t]) - end) * (first / (first - end));
            alphas[t] = root * root;
        }
        alphas[last] = NEARLY_NOTHING;
        return alphas;
    }
}
