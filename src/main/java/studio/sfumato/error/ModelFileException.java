package studio.sfumato.error;

import org.jspecify.annotations.Nullable;

/// A model file is missing, truncated or malformed; the message names the file and the field or tensor.
public final class ModelFileException extends StudioException {
    private static final long serialVersionUID = 1;

    /// Names what is wrong in one line.
    public ModelFileException(String message) {
        this(message, null, null);
    }

    /// Names what is wrong, what to do about it, and what caused it.
    public ModelFileException(String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, hint, cause);
    }

    @Override
    public int exitCode() {
        return 3;
    }
}
