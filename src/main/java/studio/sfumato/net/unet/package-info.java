/// The denoising U-Net.
@NullMarked
package studio.sfumato.net.unet;

import org.jspecify.annotations.NullMarked;
