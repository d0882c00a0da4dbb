package studio.sfumato.diffusion;

import java.util.Map;
import studio.sfumato.tensor.Tensor;

/// What guides a U-Net by pictures, fed to it beside its other inputs.
@FunctionalInterface
interface ControlFeed {
    /// Nothing does.
    ControlFeed NONE = (_, _, _) -> {};

    /// Adds what the network takes to the inputs of a run over the rows `from` (inclusive) to `to` (exclusive) of a
    /// batch; these inputs are complete otherwise.
    void feed(Map<String, Tensor> inputs, int from, int to);
}
