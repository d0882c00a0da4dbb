package studio.sfumato.error;

import org.jspecify.annotations.Nullable;

/// Something a person should hear about. The message is one clear line that names the file or field; the hint, where
/// there is one, says what to do about it.
public abstract sealed class StudioException extends RuntimeException
        permits RequestException,
                ModelFileException,
                UnsupportedModelException,
                InferenceException,
                NotEnoughMemoryException,
                ImageFileException,
                DownloadException {
    private static final long serialVersionUID = 1;

    private final @Nullable String hint;

    StudioException(String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /// {@return what the user can do about it, or `null`}
    public @Nullable String hint() {
        return hint;
    }

    /// {@return the exit code of the command line: 2 usage, 3 model, 4 picture or file, 5 memory, 6 download}
    public abstract int exitCode();
}
