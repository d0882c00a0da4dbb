/// What lies over the canvas without being part of it: the pointer's ring, outlines, and what the model will see.
@NullMarked
package studio.sfumato.ui.canvas.overlay;

import org.jspecify.annotations.NullMarked;
