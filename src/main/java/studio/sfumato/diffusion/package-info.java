/// Requests, events and the denoising pipeline.
@NullMarked
package studio.sfumato.diffusion;

import org.jspecify.annotations.NullMarked;
