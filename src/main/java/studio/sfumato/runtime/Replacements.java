package studio.sfumato.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.Replacement;

/// Values that are handed to ONNX Runtime while a network is opened. It copies them, so they are freed afterwards.
///
/// @param tensors the values in native memory, by the initializer's name
record Replacements(Map<String, OnnxTensorLike> tensors) implements AutoCloseable {
    /// {@return the replaced initializers of `model`}; a value is made, copied and forgotten before the next is made.
    static Replacements of(OrtEnvironment environment, OnnxModel model) throws OrtException {
        Replacements made = new Replacements(new LinkedHashMap<>());
        boolean complete = false;
        try {
            for (Map.Entry<String, Replacement> entry : model.replaced().entrySet()) {
                made.tensors.put(entry.getKey(), tensor(environment, entry.getValue()));
            }
            complete = true;
        } finally {
            if (!complete) {
                made.close();
            }
        }
        return made;
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Replacement replacement) throws OrtException {
        Tensor made = replacement.values().get();
        long[] shape = made.shape().longs();
        return replacement.type() == DType.F16
                ? Input.halves(environment, made.values(), shape, OnnxJavaType.FLOAT16)
                : OnnxTensor.createTensor(environment, made.values(), shape);
    }

    void add(SessionOptions options) throws OrtException {
        if (!tensors.isEmpty()) {
            options.addExternalInitializers(tensors);
        }
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensorLike::close);
    }
}
