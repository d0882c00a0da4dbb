package studio.sfumato.error;

/// Work stopped because someone asked for it: not an error.
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The work was cancelled.
    public CancelledException() {
        super("cancelled", null, false, false);
    }
}
