package studio.sfumato.image.texture;

import java.util.function.DoubleConsumer;
import studio.sfumato.error.CancellationToken;

/// Counts the patches that were compared, tells which share that is of all, and ends the work when that is wished.
final class Effort {
    private final CancellationToken token;
    private final DoubleConsumer heard;
    private long all;
    private long done;

    /// @param heard hears the share that is done, 0…1
    Effort(CancellationToken token, DoubleConsumer heard) {
        this.token = token;
        this.heard = heard;
    }

    /// So many more are going to be compared.
    void expect(long compared) {
        all += compared;
    }

    /// So many more are compared now.
    ///
    /// @throws studio.sfumato.error.CancelledException if cancelled
    void now(long compared) {
        goOn();
        done += compared;
        heard.accept(Math.min(1, (double) done / Math.max(1, all)));
    }

    /// @throws studio.sfumato.error.CancelledException if cancelled
    void goOn() {
        token.throwIfCancelled();
    }
}
