package studio.sfumato.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The providers of the ONNX Runtime library loaded in this process; where there are several devices, the first is
/// used.
final class LoadedProviders implements ProviderLibrary {
    @Override
    public Set<ExecutionProvider> offered() {
        var listed = OrtEnvironment.getAvailableProviders();
        return Arrays.stream(ExecutionProvider.values())
                .filter(provider -> listed.contains(provider.ort()))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void add(SessionOptions options, ExecutionProvider provider) throws OrtException {
        switch (provider) {
            case CUDA -> options.addCUDA();
            case ROCM -> options.addROCM();
            case DIRECTML -> {
                // Both are DirectML's own conditions.
                options.setMemoryPatternOptimization(false);
                options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
                options.addDirectML(0);
            }
            case TENSORRT -> options.addTensorrt(0);
            case COREML -> options.addCoreML();
            case OPENVINO -> options.addOpenVINO("");
            case WEBGPU -> options.addWebGPU(Map.of());
            case CPU -> {
                // Always there, last in line.
            }
        }
    }
}
