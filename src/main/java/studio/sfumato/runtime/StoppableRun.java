package studio.sfumato.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.RunOptions;

/// The options of one run, which another thread may stop at any moment, even while the run ends: the lock keeps it from
/// touching options that are already freed.
final class StoppableRun implements AutoCloseable {
    private final RunOptions options = new RunOptions();
    private boolean closed;

    StoppableRun() throws OrtException {
        // ONNX Runtime would print a stopped run as an error; every failure reaches us as an exception anyway.
        options.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    }

    RunOptions options() {
        return options;
    }

    /// Makes the run end before its next graph node.
    synchronized void stop() {
        if (!closed) {
            try {
                options.setTerminate(true);
            } catch (OrtException fault) {
                throw OrtFault.running("network", fault);
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        options.close();
    }
}
