package studio.sfumato.download;

import java.io.IOException;
import java.time.Duration;

/// Nothing has come for too long.
final class StalledException extends IOException {
    private static final long serialVersionUID = 1;

    StalledException(Duration waited) {
        super("nothing came for " + Math.max(1, waited.toSeconds()) + " s");
    }
}
