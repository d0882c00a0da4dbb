package studio.sfumato.download;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import studio.sfumato.weights.checkpoint.FileKind;

/// The folders in a folder of models, one for each kind, as ComfyUI calls them.
public enum Place {
    /// Whole models.
    MODEL("model", ""),
    /// LoRAs and their relatives.
    LORA("lora", "loras"),
    /// VAEs.
    VAE("vae", "vae"),
    /// Small stand-ins for VAEs.
    TINY_VAE("tiny-vae", "vae_approx"),
    /// Textual inversions.
    EMBEDDING("embedding", "embeddings"),
    /// ControlNets and adapters.
    CONTROLNET("controlnet", "controlnet"),
    /// Upscalers.
    UPSCALER("upscaler", "upscale_models"),
    /// Hypernetworks.
    HYPERNETWORK("hypernetwork", "hypernetworks"),
    /// Text encoders.
    TEXT_ENCODER("text-encoder", "text_encoders"),
    /// CLIP vision models, which IP-Adapters need.
    VISION("clip-vision", "clip_vision"),
    /// Networks that see how near things are.
    DEPTH("depth", "depth"),
    /// Networks that draw the lines of pictures.
    LINES("lines", "annotators"),
    /// What AnimateDiff adds.
    MOTION("motion", "animatediff_models");

    private final String id;
    private final String folder;

    Place(String id, String folder) {
        this.id = id;
        this.folder = folder;
    }

    /// {@return what it is called on the command line}
    public String id() {
        return id;
    }

    /// {@return the place called `id`; a plural will do}
    public static Optional<Place> named(String id) {
        String plain = id.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(place -> List.of(place.id, place.id + "s", place.folder).contains(plain))
                .filter(place -> !plain.isEmpty())
                .findFirst();
    }

    /// {@return the names of all}
    public static String all() {
        return Arrays.stream(values()).map(Place::id).collect(Collectors.joining(", "));
    }

    /// {@return its folder in `models`}
    public Path in(Path models) {
        return folder.isEmpty() ? models : models.resolve(folder);
    }

    /// {@return where a file of `kind` belongs}
    static Place of(FileKind kind) {
        return switch (kind) {
            case LORA -> LORA;
            case VAE -> VAE;
            case TINY_VAE -> TINY_VAE;
            case EMBEDDING -> EMBEDDING;
            case CONTROL_NET, T2I_ADAPTER, IP_ADAPTER -> CONTROLNET;
            case UPSCALER -> UPSCALER;
            case HYPERNETWORK -> HYPERNETWORK;
            case TEXT_ENCODER -> TEXT_ENCODER;
            case CLIP_VISION -> VISION;
            case DEPTH -> DEPTH;
            case LINES -> LINES;
            case MOTION_MODULE -> MOTION;
            case CHECKPOINT,
                    SD3,
                    FLUX,
                    QWEN_IMAGE,
                    CHROMA,
                    CASCADE,
                    VIDEO,
                    OTHER_TRANSFORMER,
                    UNCLIP,
                    UPSCALING_MODEL,
                    QUANTISED,
                    UNKNOWN -> MODEL;
        };
    }
}
