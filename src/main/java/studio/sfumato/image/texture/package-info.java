/// Pictures continued by their own texture.
@NullMarked
package studio.sfumato.image.texture;

import org.jspecify.annotations.NullMarked;
