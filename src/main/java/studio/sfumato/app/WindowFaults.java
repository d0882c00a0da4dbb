package studio.sfumato.app;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.function.Consumer;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.ui.common.Note;

/// What nobody caught on the window's own thread: where memory was too small, that is told, for the window goes on.
///
/// @param thread the window's own
/// @param log hears of everything
/// @param tell tells the user
record WindowFaults(Thread thread, UncaughtExceptionHandler log, Consumer<Note> tell)
        implements UncaughtExceptionHandler {
    /// {@return what hears of the present thread's from now on until its [#end]}
    static WindowFaults begin(Consumer<Note> tell) {
        Thread own = Thread.currentThread();
        WindowFaults faults = new WindowFaults(own, own.getUncaughtExceptionHandler(), tell);
        own.setUncaughtExceptionHandler(faults);
        return faults;
    }

    /// Hears no more: the thread goes on, and must not hold a window that was closed.
    void end() {
        if (equals(thread.getUncaughtExceptionHandler())) {
            thread.setUncaughtExceptionHandler(log);
        }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable fault) {
        if (fault instanceof OutOfMemoryError full) {
            tell.accept(Note.of(NotEnoughMemoryException.ofHeap(
                    "what was to be done is too large for the memory there is",
                    "Try it with something smaller",
                    full)));
        }
        log.uncaughtException(thread, fault);
    }
}
