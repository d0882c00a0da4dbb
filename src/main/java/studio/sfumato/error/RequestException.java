package studio.sfumato.error;

import org.jspecify.annotations.Nullable;

/// A request field, option or setting has a value that cannot work; the message names the field.
public final class RequestException extends StudioException {
    private static final long serialVersionUID = 1;

    /// Names what is wrong in one line.
    public RequestException(String message) {
        this(message, null, null);
    }

    /// Names what is wrong, what to do about it, and what caused it.
    public RequestException(String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, hint, cause);
    }

    @Override
    public int exitCode() {
        return 2;
    }
}
