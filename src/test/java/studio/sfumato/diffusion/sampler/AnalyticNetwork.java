package studio.sfumato.diffusion.sampler;

import studio.sfumato.diffusion.guidance.Network;
import studio.sfumato.diffusion.guidance.Prediction;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.tensor.Tensor;

/// A network whose answer is known: each latent value follows a mixture of two Gaussians whose means move with the
/// timestep. The same as in `tools/golden/samplers.py`.
record AnalyticNetwork(NoiseSchedule schedule, Prediction prediction) implements Network {
    private static final double SPREAD = 0.3 * 0.3;

    @Override
    public Tensor predict(Tensor scaled, double t) {
        double sigma = schedule.tToSigma(t);
        double scale = Math.hypot(1, sigma);
        int picture = scaled.shape().elements() / scaled.shape().at(0);
        float[] out = new float[scaled.shape().elements()];
        for (int i = 0; i < out.length; i++) {
            double x = scaled.at(i) * scale;
            double clean = clean(x, sigma, t, i % picture);
            double epsilon = (x - clean) / sigma;
            out[i] = (float)
                    switch (prediction) {
                        case EPSILON -> epsilon;
                        case V_PREDICTION -> (epsilon - sigma * clean) / scale;
                        case SAMPLE -> clean;
                    };
        }
        return Tensor.wrap(scaled.shape(), out);
    }

    private static double clean(double x, double sigma, double t, int i) {
        double drift = 1 + 0.2 * Math.sin(t / 20);
        double total = SPREAD + sigma * sigma;
        double a = (1.2 + 0.5 * Math.sin(0.7 * i)) * drift;
        double b = (-0.8 + 0.5 * Math.cos(0.3 * i)) * drift;
        double odds = 0.4 / 0.6 * Math.exp(((x - a) * (x - a) - (x - b) * (x - b)) / (2 * total));
        double weight = 1 / (1 + odds);
        double mean = weight * a + (1 - weight) * b;
        return (mean * sigma * sigma + x * SPREAD) / total;
    }
}
