package studio.sfumato.net.block;

import java.util.Optional;
import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;

/// Two normed 3×3 convolutions beside a shortcut, with the time let in between them: He et al. 2016
/// (arXiv:1512.03385), as Ho et al. 2020 (arXiv:2006.11239) use it.
///
/// @param norms its group norms
/// @param outputScale what the sum is divided by
/// @param time the time embedding [batch, timeWidth], already through its non-linearity; none in the
///     autoencoder
/// @param timeWidth channels of the time embedding
public record ResidualBlock(Op op, GroupNorms norms, double outputScale, Optional<Value> time, int timeWidth) {
    /// {@return the block on x [batch, in, height, width]}
    public Value apply(Scope w, Value x, int in, int out) {
        Value h = op.conv3(w.at("conv1"), op.silu(norm(w.at("norm1"), x, in)), in, out);
        if (time.isPresent()) {
            Value shift = op.rows(w.at("time_emb_proj"), time.get(), timeWidth, out, true);
            h = op.add(h, op.reshape(shift, 0, 0, 1, 1));
        }
        h = op.conv3(w.at("conv2"), op.silu(norm(w.at("norm2"), h, out)), out, out);
        Value shortcut = in == out ? x : op.conv1(w.at("conv_shortcut"), x, in, out);
        return op.scale(op.add(shortcut, h), 1 / outputScale);
    }

    /// {@return this block with another output scale}
    public ResidualBlock withOutputScale(double scale) {
        return new ResidualBlock(op, norms, scale, time, timeWidth);
    }

    /// {@return x, normed as this block norms}
    public Value norm(Scope w, Value x, int channels) {
        return norms.apply(w, x, channels);
    }

    /// {@return a 3×3 convolution with stride 2}
    ///
    /// @param padding 1, or 0 for a row and column of zeros at the bottom and right only
    public Value halved(Scope w, Value x, int channels, int padding) {
        return op.conv(w.at("conv"), x, channels, channels, 3, 2, padding, padding, 1, 1);
    }
}
