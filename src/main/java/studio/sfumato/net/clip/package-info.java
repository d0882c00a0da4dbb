/// CLIP's text encoder.
@NullMarked
package studio.sfumato.net.clip;

import org.jspecify.annotations.NullMarked;
