package studio.sfumato.app;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.runtime.NativeCall;

/// Finds out whether a window can be opened here, before the toolkit tries: its own complaints are pages long.
@SuppressWarnings("restricted") // asking native libraries is the purpose
final class Desktop {
    private static final Logger LOG = LoggerFactory.getLogger(Desktop.class);
    private static final String INSTEAD =
            "Pictures can be made without: sfumato generate \"a fox on a blue background\"";

    private Desktop() {}

    /// Why there can be no window.
    ///
    /// @param message one line
    /// @param hint what to do instead
    record Obstacle(String message, String hint) {}

    /// {@return why no window can be opened; empty when one can}
    static Optional<Obstacle> obstacle() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return Optional.empty();
        }
        return obstacle(
                Optional.ofNullable(System.getenv("DISPLAY")).orElse(""),
                loads("libX11.so.6") && loads("libgtk-3.so.0"),
                Desktop::answers);
    }

    /// What can be asked about a display.
    @FunctionalInterface
    interface Displays {
        /// {@return whether the display called `name` answers}
        boolean answers(String name);
    }

    /// {@return why no window can be opened with this display and these libraries}
    static Optional<Obstacle> obstacle(String display, boolean libraries, Displays displays) {
        if (display.isEmpty()) {
            return Optional.of(new Obstacle("there is no display to open the window on (DISPLAY is not set)", INSTEAD));
        }
        if (!libraries) {
            return Optional.of(new Obstacle(
                    "the window needs GTK 3, which is not installed",
                    "Install libgtk-3-0 (Debian, Ubuntu) or gtk3 (Fedora, Arch). " + INSTEAD));
        }
        return displays.answers(display)
                ? Optional.empty()
                : Optional.of(new Obstacle("the display " + display + " cannot be opened", INSTEAD));
    }

    private static boolean loads(String library) {
        try {
            SymbolLookup.libraryLookup(library, Arena.global()); // which never unloads it: GTK would not survive that
            return true;
        } catch (IllegalArgumentException missing) {
            LOG.debug("{} does not load", library, missing);
            return false;
        }
    }

    /// Opens the display and leaves it open: the toolkit is about to open it anyway.
    private static boolean answers(String name) {
        return NativeCall.tried("asking for the display " + name, Desktop::open)
                .map(display -> display.address() != 0)
                .orElse(true);
    }

    private static MemorySegment open() throws Throwable {
        MemorySegment open =
                SymbolLookup.libraryLookup("libX11.so.6", Arena.global()).findOrThrow("XOpenDisplay");
        return (MemorySegment) Linker.nativeLinker()
                .downcallHandle(open, FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS))
                .invokeExact(MemorySegment.NULL);
    }
}
