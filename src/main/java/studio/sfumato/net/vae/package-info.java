/// The autoencoder between pictures and latents.
@NullMarked
package studio.sfumato.net.vae;

import org.jspecify.annotations.NullMarked;
