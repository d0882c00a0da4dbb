/// The command line: one class a command.
@NullMarked
package studio.sfumato.cli;

import org.jspecify.annotations.NullMarked;
