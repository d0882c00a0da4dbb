package studio.sfumato.diffusion;

import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;

/// Carries wishes about pictures under way from any thread to the work: to end now and keep what there is, or to leave
/// the picture out and go on with the next. A wish ends the network that is running, as a cancel does.
public final class PictureControl {
    private final CancellationToken whole;
    private @Nullable Part sampled;
    private boolean kept;

    /// @param whole cancels everything
    public PictureControl(CancellationToken whole) {
        this.whole = whole;
    }

    /// {@return what cancels everything}
    public CancellationToken whole() {
        return whole;
    }

    /// Asks for the pictures being sampled as the last step has estimated them, and for none after them; returns at
    /// once. A1111's Interrupt.
    public void keep() {
        @Nullable Part due;
        synchronized (this) {
            kept = true;
            due = sampled;
        }
        if (due != null) {
            due.token.cancel();
        }
    }

    /// Asks to leave out the pictures being sampled; returns at once. Pictures that are being decoded are not left out.
    public void skip() {
        @Nullable Part due;
        synchronized (this) {
            due = kept ? null : sampled;
            if (due != null) {
                due.skipped = true;
            }
        }
        if (due != null) {
            due.token.cancel();
        }
    }

    /// {@return whether somebody asked for what there is and no more}
    synchronized boolean kept() {
        return kept;
    }

    /// The sampling of some pictures begins; close it when it has ended.
    Part begin() {
        Part part = new Part();
        boolean late;
        synchronized (this) {
            sampled = part;
            late = kept;
        }
        if (late) {
            part.token.cancel();
        }
        return part;
    }

    /// The sampling of some pictures.
    final class Part implements AutoCloseable {
        private final CancellationToken token = new CancellationToken();
        private final CancellationToken.Registration link = whole.onCancel(token::cancel);
        private boolean skipped;

        private Part() {}

        /// {@return what ends it}
        CancellationToken token() {
            return token;
        }

        /// Ends it: from now on its pictures cannot be left out.
        @Override
        public void close() {
            synchronized (PictureControl.this) {
                sampled = null;
            }
            link.close();
        }

        /// {@return whether its pictures are to be left out; known once it is closed}
        boolean skipped() {
            synchronized (PictureControl.this) {
                return skipped;
            }
        }
    }
}
