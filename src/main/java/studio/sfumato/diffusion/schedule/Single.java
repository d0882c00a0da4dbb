package studio.sfumato.diffusion.schedule;

/// Arithmetic in single precision as torch does it on a processor. torch's own log, exp and pow are an ulp off now and
/// then; here results are rounded correctly.
final class Single {
    private Single() {}

    /// {@return `torch.linspace`}: products and sums fused, the second half counted back from the end
    static float[] linspace(float start, float end, int count) {
        float step = count == 1 ? 0 : (end - start) / (count - 1);
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            boolean near = i < count / 2 || count == 1;
            out[i] = near ? Math.fma(step, (float) i, start) : Math.fma(-step, (float) (count - 1 - i), end);
        }
        return out;
    }

    static float exp(float x) {
        return (float) Math.exp(x);
    }

    static float log(double x) {
        return (float) Math.log((float) x);
    }

    static float pow(float base, double exponent) {
        return (float) Math.pow(base, exponent);
    }
}
