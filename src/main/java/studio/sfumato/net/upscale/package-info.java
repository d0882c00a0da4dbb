/// Networks that make pictures larger.
@NullMarked
package studio.sfumato.net.upscale;

import org.jspecify.annotations.NullMarked;
