package studio.sfumato.prompt;

/// The chance that chooses among wildcards: SplitMix64 of Steele, Lea and Flood 2014 (OOPSLA, figure 16),
/// so that neighbouring seeds choose differently and a seed chooses the same on every machine.
public final class WildcardChance {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final int MANTISSA = 53;

    private long state;

    /// @param seed of the picture
    public WildcardChance(long seed) {
        state = seed;
    }

    /// {@return a number from 0 up to and without 1}
    double next() {
        state += GOLDEN_GAMMA;
        long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return ((mixed ^ (mixed >>> 31)) >>> (Long.SIZE - MANTISSA)) * 0x1.0p-53;
    }

    /// {@return a whole number from 0 up to and without `bound`}
    int below(int bound) {
        return (int) (next() * bound);
    }
}
