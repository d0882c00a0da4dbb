/// Making pictures larger.
@NullMarked
package studio.sfumato.diffusion.upscale;

import org.jspecify.annotations.NullMarked;
