package studio.sfumato.error;

import org.jspecify.annotations.Nullable;

/// Something could not be fetched from the network; the message names the file or the place, and never a token.
public final class DownloadException extends StudioException {
    private static final long serialVersionUID = 1;

    private final boolean wantsToken;

    /// Names what is wrong in one line.
    public DownloadException(String message) {
        this(message, null, null);
    }

    /// Names what is wrong, what to do about it, and what caused it.
    public DownloadException(String message, @Nullable String hint, @Nullable Throwable cause) {
        this(message, hint, cause, false);
    }

    private DownloadException(String message, @Nullable String hint, @Nullable Throwable cause, boolean wantsToken) {
        super(message, hint, cause);
        this.wantsToken = wantsToken;
    }

    /// {@return one that a token may help against}
    public static DownloadException wantsToken(String message, String hint) {
        return new DownloadException(message, hint, null, true);
    }

    /// {@return whether a token, or another one, may help}
    public boolean wantsToken() {
        return wantsToken;
    }

    @Override
    public int exitCode() {
        return 6;
    }
}
