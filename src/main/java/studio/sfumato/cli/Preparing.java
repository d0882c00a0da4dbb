package studio.sfumato.cli;

import java.io.PrintWriter;
import java.util.Locale;
import studio.sfumato.error.CancellationToken;

/// What is done before the first picture is asked for: Ctrl-C ends it, and on a terminal a line shows how far it is.
final class Preparing {
    private static final int CANCELLED = 130;
    private static final int PERCENT = 100;

    private final CancellationToken token = new CancellationToken();
    private final PrintWriter err;
    private final boolean live;
    private int shown = -1;

    /// @param live whether `err` is a terminal that can redraw a line
    Preparing(PrintWriter err, boolean live) {
        this.err = err;
        this.live = live;
    }

    /// {@return the same, which Ctrl-C ends from now on}; where something does not hear of that, a second one does.
    Preparing interruptible() {
        Interrupts.hear(_ -> {
            if (token.isCancelled()) {
                Runtime.getRuntime().halt(CANCELLED);
            }
            err.println((live ? "\r\u001b[2K" : "") + "cancelled");
            err.flush();
            token.cancel();
        });
        return this;
    }

    /// {@return the wish to stop}
    CancellationToken token() {
        return token;
    }

    /// The new space beyond a picture's edges is being filled.
    ///
    /// @param share how much of it is, 0…1
    void filling(double share) {
        int percent = (int) (PERCENT * share);
        if (token.isCancelled() || percent == shown) {
            return;
        }
        if (live) {
            err.print(String.format(Locale.ROOT, "\r\u001b[2Kfilling the new space with texture  %d %%", percent));
        } else if (shown < 0) {
            err.println("filling the new space with texture");
        }
        err.flush();
        shown = percent;
    }

    /// Takes the line away, so that something else can be printed.
    void done() {
        if (live && shown >= 0) {
            err.print("\r\u001b[2K");
            err.flush();
        }
        shown = -1;
    }
}
