/// What a layer's pixels can be shown through without being changed.
@NullMarked
package studio.sfumato.canvas.filter;

import org.jspecify.annotations.NullMarked;
