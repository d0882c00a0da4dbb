package studio.sfumato.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.Printable;
import studio.sfumato.error.StudioException;

/// Prints what went wrong: one clear line, and one that says what to do about it where that is known.
final class Problems {
    private Problems() {}

    static void print(PrintWriter err, StudioException problem) {
        print(err, String.valueOf(problem.getMessage()), problem.hint());
    }

    static void print(PrintWriter err, String message, @Nullable String hint) {
        err.println("sfumato: " + Printable.of(message));
        if (hint != null) {
            err.println("  " + Printable.of(hint));
        }
        err.flush();
    }
}
