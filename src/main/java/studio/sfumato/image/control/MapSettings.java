package studio.sfumato.image.control;

import studio.sfumato.error.RequestException;

/// How a map is made.
///
/// @param low for edges the lower threshold, for scribbles how dark a stroke is, for tiles how much coarser they become
/// @param high for edges the upper threshold
public record MapSettings(double low, double high) {
    /// For maps that have none.
    public static final MapSettings NONE = new MapSettings(0, 0);

    private static final double MOST = 10_000;

    /// Refuses what no map can be made with.
    public MapSettings {
        require("low", low);
        require("high", high);
    }

    private static void require(String name, double value) {
        if (!(value >= 0 && value <= MOST)) {
            throw new RequestException(
                    name + " of a control map must be between 0 and " + (int) MOST + ", not " + value);
        }
    }
}
