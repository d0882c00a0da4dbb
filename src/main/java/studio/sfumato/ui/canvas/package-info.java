/// The workspace Canvas: a document of layers is looked at, painted on, and parts of it are made anew.
@NullMarked
package studio.sfumato.ui.canvas;

import org.jspecify.annotations.NullMarked;
