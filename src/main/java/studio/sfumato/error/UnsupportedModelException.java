package studio.sfumato.error;

import org.jspecify.annotations.Nullable;

/// A well-formed model of a kind this program does not run.
public final class UnsupportedModelException extends StudioException {
    private static final long serialVersionUID = 1;

    /// Names what is wrong in one line.
    public UnsupportedModelException(String message) {
        this(message, null, null);
    }

    /// Names what is wrong, what to do about it, and what caused it.
    public UnsupportedModelException(String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, hint, cause);
    }

    @Override
    public int exitCode() {
        return 3;
    }
}
