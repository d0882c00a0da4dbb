package studio.sfumato.download;

import java.io.IOException;
import studio.sfumato.error.DownloadException;

/// There was nobody to ask.
final class UnreachableException extends IOException {
    private static final long serialVersionUID = 1;

    private final String hint;

    UnreachableException(String message, String hint, Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    DownloadException told() {
        return new DownloadException(String.valueOf(getMessage()), hint, this);
    }
}
