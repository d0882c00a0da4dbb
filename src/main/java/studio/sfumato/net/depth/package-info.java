/// Networks that see how near things are.
@NullMarked
package studio.sfumato.net.depth;

import org.jspecify.annotations.NullMarked;
