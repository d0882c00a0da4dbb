/// Pictures that several models make together.
@NullMarked
package studio.sfumato.diffusion.ensemble;

import org.jspecify.annotations.NullMarked;
