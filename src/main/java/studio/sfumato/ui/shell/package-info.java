/// The frame of the window: where one is, what the machine is doing, and how it all looks.
@NullMarked
package studio.sfumato.ui.shell;

import org.jspecify.annotations.NullMarked;
