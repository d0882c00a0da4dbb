package studio.sfumato.diffusion.schedule;

/// How fast noise was added in training; the names are those of diffusers' `beta_schedule`.
public enum BetaSchedule {
    /// β rises evenly.
    LINEAR {
        @Override
        float[] betas(int timesteps, double start, double end) {
            return linspace((float) start, (float) end, timesteps);
        }
    },
    /// √β rises evenly: Stable Diffusion.
    SCALED_LINEAR {
        @Override
        float[] betas(int timesteps, double start, double end) {
            float[] betas = linspace((float) Math.sqrt(start), (float) Math.sqrt(end), timesteps);
            for (int i = 0; i < betas.length; i++) {
                betas[i] *= betas[i];
            }
            return betas;
        }
    },
    /// ᾱ falls as a squared cosine: Nichol & Dhariwal 2021, eq. 17 (arXiv:2102.09672). Start and end play no part.
    SQUAREDCOS_CAP_V2 {
        @Override
        float[] betas(int timesteps, double start, double end) {
            float[] betas = new float[timesteps];
            for (int i = 0; i < timesteps; i++) {
                double kept = alphaBar((i + 1) / (double) timesteps) / alphaBar(i / (double) timesteps);
                betas[i] = (float) Math.min(1 - kept, 0.999);
            }
            return betas;
        }
    };

    abstract float[] betas(int timesteps, double start, double end);

    private static double alphaBar(double t) {
        return Math.pow(Math.cos((t + 0.008) / 1.008 * Math.PI / 2), 2);
    }

    /// `torch.linspace` in single precision: the second half is counted back from the end.
    private static float[] linspace(float start, float end, int count) {
        float step = (end - start) / (count - 1);
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = i < count / 2 ? start + step * i : end - step * (count - 1 - i);
        }
        return out;
    }
}
