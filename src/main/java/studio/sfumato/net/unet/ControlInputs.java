package studio.sfumato.net.unet;

import studio.sfumato.graph.Op;
import studio.sfumato.graph.Value;
import studio.sfumato.net.unet.Encoder.Skip;
import studio.sfumato.net.unet.Encoder.Tap;
import studio.sfumato.weights.DType;

/// Adds what guides a U-Net by pictures where it belongs: Zhang et al. 2023 (arXiv:2302.05543), eq. 2, and Mou et al.
/// 2023 (arXiv:2302.08453), eq. 3. A T2I-Adapter works on the way down, a ControlNet on what skips it.
record ControlInputs(Op op, UNetConfig config, ControlPorts ports) {
    /// {@return what a T2I-Adapter does to the way down}
    Tap tap() {
        return ports.features()
                ? (level, x) -> op.add(x, input(ControlPorts.feature(level), channels(level)))
                : Tap.NONE;
    }

    /// {@return the middle with what is added to it}
    Value middle(Value x) {
        int channels = config.levels().getLast().channels();
        Value y = x;
        if (ports.features()) {
            y = op.add(y, input(ControlPorts.feature(config.levels().size()), channels));
        }
        return ports.residuals() ? op.add(y, input(ControlPorts.MIDDLE_RESIDUAL, channels)) : y;
    }

    /// {@return the picture with number `index` that the way up takes again, with what is added to it}
    Skip skip(int index, Skip skip) {
        if (!ports.residuals()) {
            return skip;
        }
        Value added = input(ControlPorts.residual(index), skip.channels());
        return new Skip(op.add(skip.value(), added), skip.channels());
    }

    /// {@return how a transformer looks at pictures as well as at the text: Ye et al. 2023 (arXiv:2308.06721), eq. 5}
    ///
    /// @param first the number of its first cross-attention
    Transformer.Second images(int first, int channels, int heads) {
        return ports.images()
                ? (block, q, attended) -> op.add(
                        attended,
                        op.attention(
                                q,
                                tokens(ControlPorts.key(first + block), channels),
                                tokens(ControlPorts.value(first + block), channels),
                                heads,
                                false))
                : Transformer.Second.NONE;
    }

    private Value tokens(String name, int channels) {
        return op.graph().input(name, DType.F32, "batch", "image_tokens", channels);
    }

    private int channels(int level) {
        return config.levels().get(level).channels();
    }

    private Value input(String name, int channels) {
        return op.graph().input(name, DType.F32, name + "_batch", channels, name + "_height", name + "_width");
    }
}
