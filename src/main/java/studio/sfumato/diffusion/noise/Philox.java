package studio.sfumato.diffusion.noise;

/// `torch.randn` on an NVIDIA card, as A1111 has it on the processor (`RNG: NV`): Philox 4×32 of ten rounds, Salmon et
/// al. 2011, "Parallel random numbers: as easy as 1, 2, 3", then the first number of each Box–Muller pair.
///
/// Value i of draw d comes from the counter (d, 0, i, 0) alone, so unlike [TorchCpuGenerator] nothing depends on how
/// many values are drawn at once. The card itself deals longer draws (from about 100,000 values) in another
/// order.
public final class Philox implements NormalSource {
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9; // the golden ratio
    private static final int WEYL_1 = 0xBB67AE85; // √3 − 1

    // 2⁻³² and 2π·2⁻³², rounded to single precision as there; the arithmetic is in double.
    private static final double UNIT = 2.3283064e-10f;
    private static final double TURN = (float) (2.3283064e-10 * 6.2831855);

    private final int keyLow;
    private final int keyHigh;
    private int draw;

    /// Starts as after `manual_seed(seed)`; all 64 bits count.
    public Philox(long seed) {
        keyLow = (int) seed;
        keyHigh = (int) (seed >>> 32);
    }

    @Override
    public float[] normals(int count) {
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = normal(i);
        }
        draw++;
        return out;
    }

    private float normal(int i) {
        int a = draw;
        int b = 0;
        int c = i;
        int d = 0;
        int low = keyLow;
        int high = keyHigh;
        for (int round = 0; round < ROUNDS; round++) {
            long first = MULTIPLIER_0 * Integer.toUnsignedLong(a);
            long second = MULTIPLIER_1 * Integer.toUnsignedLong(c);
            a = (int) (second >>> 32) ^ b ^ low;
            b = (int) second;
            c = (int) (first >>> 32) ^ d ^ high;
            d = (int) first;
            low += WEYL_0;
            high += WEYL_1;
        }
        double u = Integer.toUnsignedLong(a) * UNIT + UNIT / 2;
        double angle = Integer.toUnsignedLong(b) * TURN + TURN / 2;
        return (float) (Math.sqrt(-2 * Math.log(u)) * Math.sin(angle));
    }
}
