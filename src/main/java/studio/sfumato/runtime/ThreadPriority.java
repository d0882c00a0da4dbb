package studio.sfumato.runtime;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the work of a thread wait for others. Networks keep every core busy for minutes: on two cores a window that has
/// to share them evenly draws 22 times a second while a picture is made (docs/figures.md). Java's own priorities do
/// nothing on Linux.
public final class ThreadPriority {
    /// Beside a thread of the usual priority that wants the same core, one that is nicer by this gets a third of it.
    static final int NICENESS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(ThreadPriority.class);

    private ThreadPriority() {}

    /// Lets this thread, and all that it begins from now on, give way to the program's other threads: so do ONNX
    /// Runtime's, which begin as a network is opened. Only on Linux, where each thread has a priority of its own;
    /// elsewhere nothing happens. It cannot be taken back.
    public static void giveWay() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return;
        }
        Optional<Integer> set =
                NativeCall.tried("giving way", () -> (int)
                        NativeCall.standard("nice", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                                .invokeExact(NICENESS));
        LOG.debug("{} gives way: {}", Thread.currentThread().getName(), set);
    }
}
