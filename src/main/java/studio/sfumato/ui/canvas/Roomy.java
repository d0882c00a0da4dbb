package studio.sfumato.ui.canvas;

import java.util.function.Supplier;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.error.NotEnoughMemoryException;

/// Work in the background that holds as much as a whole canvas: where there is no room for it, that is told like
/// anything else that cannot be, and the window goes on.
final class Roomy {
    private static final String SMALLER = "Make it smaller";

    private Roomy() {}

    /// {@return what comes of work on all of a canvas}
    ///
    /// @throws NotEnoughMemoryException naming its size if memory has no room for that
    static <T> T of(CanvasState canvas, Supplier<T> work) {
        return of(canvas.width(), canvas.height(), work);
    }

    /// {@return what comes of work on all of a canvas of `width`×`height`}
    ///
    /// @throws NotEnoughMemoryException naming its size if memory has no room for that
    static <T> T of(int width, int height, Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError full) {
            throw NotEnoughMemoryException.ofHeap(
                    "a canvas of " + width + "×" + height + " is too large for the memory there is", SMALLER, full);
        }
    }

    /// Does what holds a canvas.
    ///
    /// @throws NotEnoughMemoryException if memory has no room for that
    static void run(Runnable work) {
        try {
            work.run();
        } catch (OutOfMemoryError full) {
            throw NotEnoughMemoryException.ofHeap("the canvas is too large for the memory there is", SMALLER, full);
        }
    }
}
