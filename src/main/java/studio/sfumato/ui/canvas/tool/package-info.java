/// What a pointer does on the canvas: each tool makes edits of the document from presses, drags and releases.
@NullMarked
package studio.sfumato.ui.canvas.tool;

import org.jspecify.annotations.NullMarked;
