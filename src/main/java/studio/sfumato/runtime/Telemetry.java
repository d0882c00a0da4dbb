package studio.sfumato.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps ONNX Runtime's telemetry from ever starting. Its own switch only works once it has started: by then it has
/// kept a number for this machine, and read the process' command line with a regular expression that overflows the
/// stack, and ends the process, where that is longer than some 4,000 letters (seen with ONNX Runtime 1.29.0 on Linux).
/// Only a native call changes this process' environment.
final class Telemetry {
    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);
    private static final String SWITCH = "ORT_DISABLE_TELEMETRY";

    private Telemetry() {}

    /// Turns it off, unless that has been done already; must come before the library is loaded.
    static void off() {
        if (System.getenv(SWITCH) != null) {
            return;
        }
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        Optional<Integer> set = NativeCall.tried("keeping telemetry from starting", () -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment name = arena.allocateFrom(SWITCH);
                MemorySegment on = arena.allocateFrom("1");
                return windows
                        ? (int) NativeCall.standard(
                                        "_putenv_s",
                                        FunctionDescriptor.of(
                                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS))
                                .invokeExact(name, on)
                        : (int) NativeCall.standard(
                                        "setenv",
                                        FunctionDescriptor.of(
                                                ValueLayout.JAVA_INT,
                                                ValueLayout.ADDRESS,
                                                ValueLayout.ADDRESS,
                                                ValueLayout.JAVA_INT))
                                .invokeExact(name, on, 1);
            }
        });
        LOG.debug("telemetry off: {}", set);
    }
}
