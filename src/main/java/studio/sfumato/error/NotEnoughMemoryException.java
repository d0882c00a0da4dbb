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

    /// {@return that the Java heap is full}; the process goes on
    ///
    /// @param what names what there was no room for, such as `fox.png is too large`
    /// @param instead what helps as well as a larger heap, such as `Make it smaller`
    public static NotEnoughMemoryException ofHeap(String what, String instead, OutOfMemoryError full) {
        return new NotEnoughMemoryException(
                what + ": " + full.getMessage(), instead + ", or start with SFUMATO_JAVA_OPTS=-Xmx4g.", full);
    }

    @Override
    public int exitCode() {
        return 5;
    }
}
