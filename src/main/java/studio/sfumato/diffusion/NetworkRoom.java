package studio.sfumato.diffusion;

import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.WeightSource;

/// How much memory a network takes, about: measured in docs/figures.md.
public final class NetworkRoom {
    /// What it takes beyond its weights, with room for a picture of 512×512 with guidance.
    private static final double FOLDED = 1.4;

    private static final double MAPPED = 1.6;

    private NetworkRoom() {}

    /// {@return the bytes of memory that a network with these weights takes}
    public static long bytes(WeightSource weights, WeightMode mode) {
        long bytes = weights.bytes();
        boolean exported = weights.keys().isEmpty(); // a graph of which only the size and precision are known
        if (!(exported ? mode.foldsForeign(bytes) : mode.folds(bytes))) {
            return (long) (bytes * MAPPED);
        }
        long values = exported
                ? bytes / weights.precision().orElse(DType.F32).bytes()
                : weights.keys().stream()
                        .map(weights::get)
                        .mapToLong(weight -> weight.length() / weight.type().bytes())
                        .sum();
        return (long) (values * DType.F32.bytes() * FOLDED);
    }
}
