package studio.sfumato.diffusion;

import studio.sfumato.tensor.Tensor;

/// What was sampled.
///
/// @param latents one row a picture
/// @param step the step after which it was ended, from 1; 0 where it went to its own end
record Sampled(Tensor latents, int step) {}
