package studio.sfumato.error;

import org.jspecify.annotations.Nullable;

/// Memory ran out; the hint says what needs less.
public final class NotEnoughMemoryException extends StudioException {
    private static final long serialVersionUID = 1;

    /// Names what is wrong in one line.
    public NotEnoughMemoryException(String message) {
        this(message, null, null);
    }

    /// Names what is wrong, what to do about it, and what caused it.
    public NotEnoughMemoryException(String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, hint, cause);
    }

    @Override
    public int exitCode() {
        return 5;
    }
}
