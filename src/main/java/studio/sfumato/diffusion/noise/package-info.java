/// Random numbers equal to those of the tools people come from.
@NullMarked
package studio.sfumato.diffusion.noise;

import org.jspecify.annotations.NullMarked;
