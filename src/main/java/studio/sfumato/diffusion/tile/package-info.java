/// Large pictures in pieces: networks that see one tile at a time and yet the whole.
@NullMarked
package studio.sfumato.diffusion.tile;

import org.jspecify.annotations.NullMarked;
