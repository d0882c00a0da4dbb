package studio.sfumato.runtime;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls functions of native libraries where it does no harm if that cannot be done.
@SuppressWarnings("restricted") // calling native functions is the purpose
public final class NativeCall {
    private static final Logger LOG = LoggerFactory.getLogger(NativeCall.class);

    private NativeCall() {}

    /// Looks a function up and calls it.
    @FunctionalInterface
    public interface Call<R> {
        /// {@return what the function returns}
        ///
        /// @throws Throwable as handles of functions declare
        R call() throws Throwable;
    }

    /// {@return what `call` returns; empty, and a line in the log, where it fails}
    ///
    /// @param what names it in the log
    public static <R> Optional<R> tried(String what, Call<R> call) {
        try {
            return Optional.of(call.call());
        } catch (Throwable unknown) { // invokeExact declares it
            LOG.debug("{} failed", what, unknown);
            return Optional.empty();
        }
    }

    /// {@return the C library's function called `name`}
    static MethodHandle standard(String name, FunctionDescriptor signature) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature);
    }
}
