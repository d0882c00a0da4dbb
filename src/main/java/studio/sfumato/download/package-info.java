/// Brings models from the network, when somebody asks: resumed after whatever ended it, checked before it counts.
@NullMarked
package studio.sfumato.download;

import org.jspecify.annotations.NullMarked;
