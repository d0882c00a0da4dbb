package studio.sfumato.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.Set;

/// The execution providers compiled into an ONNX Runtime library. Being listed says little: a provider may need a
/// driver that is not there, which shows only when a session is made.
interface ProviderLibrary {
    /// {@return the providers the library lists}
    Set<ExecutionProvider> offered();

    /// Asks for `provider` in `options`.
    void add(SessionOptions options, ExecutionProvider provider) throws OrtException;
}
