package studio.sfumato.ui.common;

import javafx.application.Platform;

/// The one way from any thread to the one that owns the window. Tests run actions where they are.
@FunctionalInterface
public interface FxThread {
    /// Runs `action` on the window's thread, after what was given before; returns at once.
    void run(Runnable action);

    /// {@return the toolkit's own thread}
    static FxThread toolkit() {
        return Platform::runLater;
    }
}
