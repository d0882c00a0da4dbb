package studio.sfumato.error;

import org.jspecify.annotations.Nullable;

/// Something could not be fetched from the network; the message names the file or the place, and never a token.
public final class DownloadException extends StudioException {
    private static final long serialVersionUID = 1;

    /// Names what is wrong in one line.
    public DownloadException(String message) {
        this(message, null, null);
    }

    /// Names what is wrong, what to do about it, and what caused it.
    public DownloadException(String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, hint, cause);
    }

    @Override
    public int exitCode() {
        return 6;
    }
}
