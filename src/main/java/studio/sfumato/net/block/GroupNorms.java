package studio.sfumato.net.block;

import studio.sfumato.graph.Op;
import studio.sfumato.graph.Scope;
import studio.sfumato.graph.Value;

/// How a network norms groups of channels: Wu and He 2018 (arXiv:1803.08494).
@FunctionalInterface
public interface GroupNorms {
    /// {@return x [batch, channels, height, width], normed, with the weights of `w`}
    Value apply(Scope w, Value x, int channels);

    /// {@return norms by the mean and variance of the pictures themselves}
    ///
    /// @param epsilon what is added to the variance
    static GroupNorms own(Op op, int groups, double epsilon) {
        return (w, x, channels) -> op.groupNorm(w, x, channels, groups, epsilon);
    }
}
