package studio.sfumato.diffusion;

import studio.sfumato.tensor.Tensor;

/// What guidance made of the clean picture x₀, and of what it made it. All three are of one shape.
///
/// @param guided the estimate a sampler goes towards
/// @param prompted the estimate with the prompt alone
/// @param unprompted the estimate with the negative prompt alone; that with the prompt where none was made
public record Estimates(Tensor guided, Tensor prompted, Tensor unprompted) {
    /// {@return the one estimate there is without guidance}
    public static Estimates unguided(Tensor estimate) {
        return new Estimates(estimate, estimate, estimate);
    }

    /// {@return whether one was made without the prompt}; where none was, it is the very same tensor, not an equal one.
    @SuppressWarnings("ReferenceEquality")
    public boolean different() {
        return prompted != unprompted;
    }

    /// {@return these with another guided estimate}
    public Estimates withGuided(Tensor changed) {
        return new Estimates(changed, prompted, unprompted);
    }
}
