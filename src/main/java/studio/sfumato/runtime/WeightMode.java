package studio.sfumato.runtime;

/// How a network's weights are held while it runs.
public enum WeightMode {
    /// As a 32-bit copy made at load: the fastest step, the most memory (SD 1.5's U-Net: 3.6 GB, 5 s to load).
    FOLDED,

    /// In the mapped file as they are, each cast just before its use: loads at once and takes a third of the memory for
    /// about a tenth more time a step. Large networks compute the same bits either way.
    MAPPED
}
