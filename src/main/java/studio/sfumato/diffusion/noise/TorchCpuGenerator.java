package studio.sfumato.diffusion.noise;

/// `torch.Generator("cpu")`, equal to torch 2.15 on a processor with AVX2: integers, uniforms and tensors of 16 normals
/// or more bit by bit, shorter ones to 2 ulp. Without AVX2 torch itself differs from this in the last bits.
public final class TorchCpuGenerator implements NormalSource {
    private static final int BLOCK = 16;
    private static final int HALF = BLOCK / 2;

    private final MersenneTwister bits;
    private double spare = Double.NaN;

    /// Starts as after `manual_seed(seed)`, which uses the low 32 bits only.
    public TorchCpuGenerator(long seed) {
        bits = new MersenneTwister((int) seed);
    }

    /// {@return 32 random bits: `random_(0, 2**32)`}
    public int nextInt() {
        return bits.next();
    }

    /// {@return a float in [0, 1): one value of `torch.rand`}
    public float nextFloat() {
        return (bits.next() & 0xffffff) * 0x1p-24f;
    }

    /// {@return a double in [0, 1): one value of `torch.rand(dtype=float64)`}
    public double nextDouble() {
        long high = bits.next();
        long low = Integer.toUnsignedLong(bits.next());
        return ((high << 32 | low) & (1L << 53) - 1) * 0x1p-53;
    }

    /// {@return what `torch.randn(count)` gives}
    @Override
    public float[] normals(int count) {
        float[] out = new float[count];
        if (count < BLOCK) {
            for (int i = 0; i < count; i++) {
                out[i] = (float) nextNormal();
            }
            return out;
        }
        fillUniform(out, 0);
        for (int at = 0; at + BLOCK <= count; at += BLOCK) {
            toNormal(out, at);
        }
        if (count % BLOCK != 0) { // torch draws the last block anew, over values already made
            fillUniform(out, count - BLOCK);
            toNormal(out, count - BLOCK);
        }
        return out;
    }

    private void fillUniform(float[] out, int from) {
        for (int i = from; i < out.length; i++) {
            out[i] = nextFloat();
        }
    }

    /// Box–Muller on a block: the first half gives the radii, the second the angles.
    private static void toNormal(float[] block, int at) {
        for (int i = at; i < at + HALF; i++) {
            float radius = (float) Math.sqrt(-2 * Cephes.log(1 - block[i]));
            float theta = (float) (2 * Math.PI) * block[i + HALF];
            block[i] = radius * Cephes.cos(theta) + 0f; // + 0 as in torch: −0 becomes 0
            block[i + HALF] = radius * Cephes.sin(theta) + 0f;
        }
    }

    /// One value at a time in double precision; each pair of uniforms makes two.
    private double nextNormal() {
        if (!Double.isNaN(spare)) {
            double value = spare;
            spare = Double.NaN;
            return value;
        }
        double theta = 2 * Math.PI * nextDouble();
        double radius = Math.sqrt(-2 * Math.log1p(-nextDouble()));
        spare = radius * Math.sin(theta);
        return radius * Math.cos(theta);
    }
}
