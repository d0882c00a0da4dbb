/// Canvases on the disk: saved all the time in a working folder, as `.sfumato` files, and as OpenRaster.
@NullMarked
package studio.sfumato.canvas.file;

import org.jspecify.annotations.NullMarked;
