package studio.sfumato.net.vae;

/// Inputs and outputs of the halves of an autoencoder that see one tile at a time.
public final class VaeTiles {
    /// Between the half that sees tiles and the half that sees all: a picture of features [1, channels, height, width].
    public static final String FEATURES = "features";

    /// Input: mean and variance for each norm and group [norms, groups, 2].
    public static final String GIVEN = "given_statistics";

    /// Input: how much of them to take [1]: 1, or 0 for those of the tile alone.
    public static final String SHARE = "given_share";

    /// Input: which part of the tile no other has, in pixels of its coarsest resolution: top, left, bottom, right [4].
    public static final String CORE = "core";

    /// Output: mean and variance of that part for each norm and group [norms, groups, 2].
    public static final String TOLD = "own_statistics";

    private VaeTiles() {}
}
