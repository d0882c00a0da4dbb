package studio.sfumato.weights.addon;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import studio.sfumato.weights.checkpoint.FileKind;

/// What is used beside a model.
public enum AddOnKind {
    /// A change of a model's weights, and its relatives.
    LORA("LoRA"),
    /// A word that the text encoders are taught: textual inversion.
    EMBEDDING("embedding"),
    /// A network that makes pictures larger.
    UPSCALER("upscaler"),
    /// A network that guides models by a picture: a ControlNet or a T2I-Adapter.
    CONTROL("control model"),
    /// A network that tells how near everything in a picture is: DPT-Hybrid, or one in an ONNX file.
    DEPTH("depth network"),
    /// A network in an ONNX file that sees people, or their joints.
    POSE("pose network"),
    /// A network that draws the lines of pictures: HED, line art.
    LINES("line network"),
    /// The part of CLIP that looks at pictures, which IP-Adapters need.
    VISION("CLIP vision model");

    private final String label;

    AddOnKind(String label) {
        this.label = label;
    }

    /// {@return what people call it}
    public String label() {
        return label;
    }

    /// {@return the names of its folders, in a folder of models: ComfyUI's, A1111's, InvokeAI's}
    public List<String> folders() {
        return switch (this) {
            case LORA -> List.of("loras", "Lora", "lora", "LyCORIS");
            case EMBEDDING -> List.of("embeddings", "embedding", "textual_inversion");
            case UPSCALER ->
                List.of(
                        "upscale",
                        "upscale_models",
                        "ESRGAN",
                        "RealESRGAN",
                        "BSRGAN",
                        "upscalers",
                        "upscaling",
                        "spandrel_image_to_image");
            case CONTROL ->
                List.of(
                        "controlnet",
                        "ControlNet",
                        "t2i_adapter",
                        "T2I-Adapter",
                        "t2i_adapters",
                        "ipadapter",
                        "ip_adapter");
            case DEPTH -> List.of("depth", "annotators", "annotator");
            case POSE -> List.of("pose", "openpose", "dwpose", "annotators", "annotator");
            case LINES -> List.of("softedge", "lineart", "hed", "annotators", "annotator");
            case VISION -> List.of("clip_vision", "ClipVision", "image_encoder");
        };
    }

    /// {@return what the header of its files says}
    Set<FileKind> kinds() {
        return switch (this) {
            case LORA -> EnumSet.of(FileKind.LORA);
            case EMBEDDING -> EnumSet.of(FileKind.EMBEDDING);
            case UPSCALER -> EnumSet.of(FileKind.UPSCALER);
            case CONTROL -> EnumSet.of(FileKind.CONTROL_NET, FileKind.T2I_ADAPTER, FileKind.IP_ADAPTER);
            case DEPTH -> EnumSet.of(FileKind.DEPTH);
            case POSE -> EnumSet.noneOf(FileKind.class); // an ONNX file has no such header
            case LINES -> EnumSet.of(FileKind.LINES);
            case VISION -> EnumSet.of(FileKind.CLIP_VISION);
        };
    }

    /// {@return what ComfyUI's list of other programs' folders calls it}
    List<String> extraPathsNames() {
        return switch (this) {
            case LORA -> List.of("loras");
            case EMBEDDING -> List.of("embeddings");
            case UPSCALER -> List.of("upscale_models");
            case CONTROL -> List.of("controlnet", "ipadapter");
            case DEPTH -> List.of("depth");
            case POSE -> List.of("pose");
            case LINES -> List.of("lines");
            case VISION -> List.of("clip_vision");
        };
    }

    /// {@return how its files' names may end, in lower case; of two files that differ only there the first
    /// counts}
    public List<String> endings() {
        return switch (this) {
            case LORA -> List.of(".safetensors", ".pt", ".ckpt", ".bin");
            case EMBEDDING -> List.of(".safetensors", ".pt", ".bin", ".png");
            case UPSCALER -> List.of(".safetensors", ".pth", ".pt");
            case CONTROL -> List.of(".safetensors", ".pth", ".pt", ".ckpt", ".bin");
            case DEPTH -> List.of(".onnx", ".safetensors", ".pt", ".pth", ".ckpt");
            case POSE -> List.of(".onnx");
            case LINES -> List.of(".safetensors", ".pth", ".pt");
            case VISION -> List.of(".safetensors", ".bin", ".pt", ".pth");
        };
    }
}
