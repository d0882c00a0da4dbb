package studio.sfumato.runtime;

import ai.onnxruntime.OrtException;
import java.util.Locale;
import java.util.stream.Stream;
import studio.sfumato.error.InferenceException;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.error.StudioException;

/// Says in our words what ONNX Runtime's exceptions mean.
final class OrtFault {
    private OrtFault() {}

    /// {@return why the network called `name` could not be opened}
    static StudioException opening(String name, OrtException fault) {
        return isMemory(fault)
                ? new NotEnoughMemoryException(
                        "There is not enough memory to load the " + name,
                        "Close other programs, or let the weights stay in their file (mapped).",
                        fault)
                : new ModelFileException("The " + name + " cannot be loaded: " + reason(fault), null, fault);
    }

    /// {@return why the network called `name` could not be run}
    static StudioException running(String name, OrtException fault) {
        return isMemory(fault)
                ? new NotEnoughMemoryException(
                        "There is not enough memory to run the " + name + " at this size",
                        "Choose a smaller size or batch, or close other programs.",
                        fault)
                : new InferenceException("The " + name + " failed: " + reason(fault), null, fault);
    }

    /// {@return the fault's own text on one line, without the error code that the Java binding puts before it}
    static String reason(OrtException fault) {
        String text = String.valueOf(fault.getMessage()).replaceFirst("^Error code - \\S+ - message: ", "");
        return text.strip().lines().map(String::strip).findFirst().orElse("unknown reason");
    }

    private static boolean isMemory(OrtException fault) {
        String text = String.valueOf(fault.getMessage()).toLowerCase(Locale.ROOT);
        return Stream.of("bad_alloc", "bad allocation", "failed to allocate memory", "out of memory", "cannot allocate")
                .anyMatch(text::contains);
    }
}
