package studio.sfumato.diffusion.noise;

/// `numpy.random.SeedSequence` with a pool of 24 words, as torchsde has it: a seed and a place in a tree give a seed
/// that looks unrelated to all others. The hash is O'Neill's, "Developing a seed_seq alternative" (2015).
final class SeedSequence {
    private static final int POOL = 24;
    private static final int MIX_LEFT = 0xca01f9dd;
    private static final int MIX_RIGHT = 0x4973f715;

    private final int[] pool = new int[POOL];
    private int multiplier = 0x43b0d7e5;

    /// Mixes a seed and, unless there is none, the place in the tree.
    ///
    /// @param entropy the seed, unsigned
    /// @param spawnKey the numbers of the place, not negative
    SeedSequence(long entropy, long... spawnKey) {
        int[] seed = words(entropy);
        for (int i = 0; i < POOL; i++) {
            pool[i] = hash(i < seed.length ? seed[i] : 0);
        }
        for (int from = 0; from < POOL; from++) {
            for (int to = 0; to < POOL; to++) {
                if (from != to) {
                    pool[to] = mix(pool[to], hash(pool[from]));
                }
            }
        }
        for (long number : spawnKey) {
            for (int word : words(number)) {
                for (int to = 0; to < POOL; to++) {
                    pool[to] = mix(pool[to], hash(word));
                }
            }
        }
    }

    /// {@return the first word of the state, 0 … 2³² − 1: `generate_state(1)[0]`}
    long first() {
        int value = (pool[0] ^ 0x8b51f9dd) * 0x464a0a99; // NumPy's INIT_B · MULT_B
        return Integer.toUnsignedLong(value ^ value >>> 16);
    }

    private int hash(int value) {
        int mixed = value ^ multiplier;
        multiplier *= 0x931e8875;
        mixed *= multiplier;
        return mixed ^ mixed >>> 16;
    }

    private static int mix(int x, int y) {
        int mixed = MIX_LEFT * x - MIX_RIGHT * y;
        return mixed ^ mixed >>> 16;
    }

    /// The low word, and the high one unless it is 0.
    private static int[] words(long number) {
        int high = (int) (number >>> 32);
        return high == 0 ? new int[] {(int) number} : new int[] {(int) number, high};
    }
}
