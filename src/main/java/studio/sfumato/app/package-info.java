/// The program's entry point and its one composition root.
@NullMarked
package studio.sfumato.app;

import org.jspecify.annotations.NullMarked;
