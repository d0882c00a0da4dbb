/// What the U-Net and the autoencoder have in common.
@NullMarked
package studio.sfumato.net.block;

import org.jspecify.annotations.NullMarked;
