package studio.sfumato.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears Ctrl-C and a request to terminate before the JVM begins to shut down. A shutdown hook would come
/// too late: ONNX Runtime has one of its own that frees it at the same moment, and aborts the process if
/// a network is running.
///
/// The only way in is `sun.misc.Signal`, which every JDK has; it is reached by reflection because javac
/// warns of it.
final class Interrupts {
    private static final Logger LOG = LoggerFactory.getLogger(Interrupts.class);

    private Interrupts() {}

    /// Runs `action` on a thread of the JVM's when the program is interrupted (`INT`) or asked to
    /// terminate (`TERM`), from now on.
    static void hear(Consumer<String> action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ears = Proxy.newProxyInstance(
                    Interrupts.class.getClassLoader(), new Class<?>[] {handler}, (_, method, told) -> {
                        if (method.getName().equals("handle")) {
                            action.accept(
                                    String.valueOf(signal.getMethod("getName").invoke(told[0])));
                        }
                        return null;
                    });
            for (String name : List.of("INT", "TERM")) {
                Object one = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handler).invoke(null, one, ears);
            }
        } catch (ReflectiveOperationException unavailable) {
            LOG.debug("interrupts end the program at once", unavailable);
        }
    }
}
