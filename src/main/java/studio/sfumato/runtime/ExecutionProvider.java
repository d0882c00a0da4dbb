package studio.sfumato.runtime;

import ai.onnxruntime.OrtProvider;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A kind of hardware that ONNX Runtime can run a network on, with the name people type for it.
public enum ExecutionProvider {
    CUDA("NVIDIA CUDA", OrtProvider.CUDA, true),
    ROCM("AMD ROCm", OrtProvider.ROCM, true),
    DIRECTML("DirectML", OrtProvider.DIRECT_ML, true),
    /// Only on request: it compiles an engine for every new size, which takes minutes.
    TENSORRT("NVIDIA TensorRT", OrtProvider.TENSOR_RT, false),
    /// Only on request: it compiles the network anew for every size.
    COREML("Apple Core ML", OrtProvider.CORE_ML, false),
    /// Only on request, as no run of ours has shown it to be faster than ONNX Runtime's own kernels.
    OPENVINO("Intel OpenVINO", OrtProvider.OPEN_VINO, false),
    /// Only on request, as it lacks some of the operators and goes back and forth to the CPU for them.
    WEBGPU("WebGPU", OrtProvider.WEBGPU, false),
    CPU("CPU", OrtProvider.CPU, true);

    private final String title;
    private final OrtProvider ort;
    private final boolean automatic;

    ExecutionProvider(String title, OrtProvider ort, boolean automatic) {
        this.title = title;
        this.ort = ort;
        this.automatic = automatic;
    }

    /// {@return the provider called `id`, in any case}
    public static Optional<ExecutionProvider> of(String id) {
        return Arrays.stream(values())
                .filter(provider -> provider.id().equalsIgnoreCase(id))
                .findFirst();
    }

    /// {@return the name in settings and on the command line, such as `cuda`}
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// {@return the name in messages, such as `NVIDIA CUDA`}
    public String title() {
        return title;
    }

    /// {@return whether `auto` tries it}
    public boolean automatic() {
        return automatic;
    }

    OrtProvider ort() {
        return ort;
    }
}
