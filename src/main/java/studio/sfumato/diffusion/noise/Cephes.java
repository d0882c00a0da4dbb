package studio.sfumato.diffusion.noise;

/// log, sin and cos in single precision by the polynomials of Moshier's Cephes library, in the order of operations of
/// `avx_mathfun` (Pommier 2007, Garberoglio 2012), which torch uses for normal numbers. Where the compiler fuses a
/// product and a sum there, they are fused here, so that every bit is equal.
@SuppressWarnings("FloatingPointLiteralPrecision") // the coefficients keep their published digits
final class Cephes {
    private static final float SQRT_HALF = 0.70710678f;
    private static final float FOUR_OVER_PI = 1.27323954473516f;

    private Cephes() {}

    /// {@return the natural logarithm of a positive normal number}
    static float log(float value) {
        int bits = Float.floatToRawIntBits(value);
        int exponent = (bits >>> 23) - 126;
        float x = Float.intBitsToFloat((bits & 0x007fffff) | 0x3f000000); // mantissa in [½, 1)
        if (x < SQRT_HALF) {
            exponent--;
            x = x - 1 + x;
        } else {
            x = x - 1;
        }
        float e = exponent;
        float z = x * x;
        float y = 7.0376836292e-2f;
        y = Math.fma(y, x, -1.1514610310e-1f);
        y = Math.fma(y, x, 1.1676998740e-1f);
        y = Math.fma(y, x, -1.2420140846e-1f);
        y = Math.fma(y, x, 1.4249322787e-1f);
        y = Math.fma(y, x, -1.6668057665e-1f);
        y = Math.fma(y, x, 2.0000714765e-1f);
        y = Math.fma(y, x, -2.4999993993e-1f);
        y = Math.fma(y, x, 3.3333331174e-1f);
        y = y * x;
        y = Math.fma(y, z, e * -2.12194440e-4f);
        y = Math.fma(z, -0.5f, y);
        return Math.fma(e, 0.693359375f, x + y);
    }

    /// {@return the sine of an angle in [0, 2π)}
    static float sin(float angle) {
        int octant = octant(angle);
        float x = reduced(angle, octant);
        float y = (octant & 2) == 0 ? sinOfReduced(x) : cosOfReduced(x);
        return (octant & 4) == 0 ? y : -y;
    }

    /// {@return the cosine of an angle in [0, 2π)}
    static float cos(float angle) {
        int octant = octant(angle);
        float x = reduced(angle, octant);
        float y = (octant & 2) == 0 ? cosOfReduced(x) : sinOfReduced(x);
        return (octant - 2 & 4) != 0 ? y : -y;
    }

    /// The even octant nearest to the angle.
    private static int octant(float angle) {
        return (int) (angle * FOUR_OVER_PI) + 1 & ~1;
    }

    /// What is left of the angle, π/4 taken off in three parts.
    private static float reduced(float angle, int octant) {
        float x = Math.fma((float) octant, -0.78515625f, angle);
        x = Math.fma((float) octant, -2.4187564849853515625e-4f, x);
        return Math.fma((float) octant, -3.77489497744594108e-8f, x);
    }

    private static float cosOfReduced(float x) {
        float z = x * x;
        float y = 2.443315711809948e-5f;
        y = Math.fma(y, z, -1.388731625493765e-3f);
        y = Math.fma(y, z, 4.166664568298827e-2f);
        y = y * z;
        y = Math.fma(y, z, -(z * 0.5f));
        return y + 1;
    }

    private static float sinOfReduced(float x) {
        float z = x * x;
        float y = -1.9515295891e-4f;
        y = Math.fma(y, z, 8.3321608736e-3f);
        y = Math.fma(y, z, -1.6666654611e-1f);
        return Math.fma(y * z, x, x);
    }
}
