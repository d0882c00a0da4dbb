package studio.sfumato.diffusion.guidance;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import studio.sfumato.tensor.Tensor;

/// What the network's latest call leaves behind beside its prediction: how much each place of the picture was looked
/// at.
public final class AttentionMap {
    private @Nullable Tensor latest;

    /// Keeps the map of the latest call [batch, height, width].
    public void keep(Tensor map) {
        latest = map;
    }

    /// {@return the map of the latest call}
    Tensor latest() {
        return Objects.requireNonNull(latest, "the network has not been called");
    }
}
