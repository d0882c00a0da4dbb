/// The queue as the window shows it: what is made, what waits, what went wrong.
@NullMarked
package studio.sfumato.ui.queue;

import org.jspecify.annotations.NullMarked;
