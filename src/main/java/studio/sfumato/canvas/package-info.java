/// The canvas: a document of layers made of copy-on-write tiles, brushes, selections, undo. No toolkit,
/// no window.
@NullMarked
package studio.sfumato.canvas;

import org.jspecify.annotations.NullMarked;
