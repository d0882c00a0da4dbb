/// Networks that guide a U-Net by pictures.
@NullMarked
package studio.sfumato.net.control;

import org.jspecify.annotations.NullMarked;
