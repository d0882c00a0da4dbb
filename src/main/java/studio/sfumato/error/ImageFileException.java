package studio.sfumato.error;

import org.jspecify.annotations.Nullable;

/// A picture, or another file that is not a model, cannot be read or written; the message names it.
public final class ImageFileException extends StudioException {
    private static final long serialVersionUID = 1;

    /// Names what is wrong in one line.
    public ImageFileException(String message) {
        this(message, null, null);
    }

    /// Names what is wrong, what to do about it, and what caused it.
    public ImageFileException(String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, hint, cause);
    }

    @Override
    public int exitCode() {
        return 4;
    }
}
