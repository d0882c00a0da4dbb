/// Pictures: pixels, PNG files, previews of latents and contact sheets. Nothing here knows of models.
@NullMarked
package studio.sfumato.image;

import org.jspecify.annotations.NullMarked;
