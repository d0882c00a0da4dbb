/// A second, larger pass over a picture.
@NullMarked
package studio.sfumato.diffusion.hires;

import org.jspecify.annotations.NullMarked;
