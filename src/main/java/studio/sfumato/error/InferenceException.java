package studio.sfumato.error;

import org.jspecify.annotations.Nullable;

/// A network failed while running; the message names the network and, where known, the step.
public final class InferenceException extends StudioException {
    private static final long serialVersionUID = 1;

    /// Names what is wrong in one line.
    public InferenceException(String message) {
        this(message, null, null);
    }

    /// Names what is wrong, what to do about it, and what caused it.
    public InferenceException(String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, hint, cause);
    }

    @Override
    public int exitCode() {
        return 3;
    }
}
