package studio.sfumato.runtime;

/// How a network's weights are held while it runs.
public enum WeightMode {
    /// Small networks folded, large ones mapped, which costs these 2 % of a step and saves them the load (ADR 14).
    BY_SIZE,

    /// As a 32-bit copy made at load: the most memory (SD 1.5's U-Net: 3.6 GB, 5 to 11 s to load).
    FOLDED,

    /// In the mapped file as they are, each cast just before its use: loads at once and takes a third of the
    /// memory. Large networks compute the same bits either way.
    MAPPED;

    /// Networks with more bytes of weights than this are large.
    private static final long SMALL_BYTES = 256L << 20;

    /// {@return whether weights of so many bytes, as they are in their files, are copied into memory}
    public boolean folds(long weightBytes) {
        return switch (this) {
            case BY_SIZE -> small(weightBytes);
            case FOLDED -> true;
            case MAPPED -> false;
        };
    }

    /// {@return the same of a graph that another program exported}: such graphs compute much from constants, which is
    /// folding too
    public boolean foldsForeign(long weightBytes) {
        return this == BY_SIZE || folds(weightBytes);
    }

    /// {@return whether a network with so many bytes of weights is small: its load takes no time either way}
    static boolean small(long weightBytes) {
        return weightBytes <= SMALL_BYTES;
    }
}
