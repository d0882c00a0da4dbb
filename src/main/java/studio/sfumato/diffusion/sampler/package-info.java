/// Samplers, one file each, after k-diffusion: pure loops over noise levels that call a denoiser.
@NullMarked
package studio.sfumato.diffusion.sampler;

import org.jspecify.annotations.NullMarked;
