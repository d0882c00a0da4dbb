/// Shapes, flood fill and what can be done to a coverage: selections and masks are made of these.
@NullMarked
package studio.sfumato.canvas.select;

import org.jspecify.annotations.NullMarked;
