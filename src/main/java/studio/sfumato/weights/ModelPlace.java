package studio.sfumato.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import studio.sfumato.error.StudioException;
import studio.sfumato.weights.checkpoint.FileKind;

/// What something the user points at is, as a place where models are. Names, folders and headers are looked at.
public sealed interface ModelPlace {
    /// Folders to look for models in.
    ///
    /// @param folders at least one
    record Folders(List<Path> folders) implements ModelPlace {}

    /// A file that models are used with.
    ///
    /// @param kind what it is: a VAE, a ControlNet, an upscaler, …
    record Part(FileKind kind) implements ModelPlace {}

    /// Something else.
    record Other(Kind kind) implements ModelPlace {}

    /// What is not a place of models.
    enum Kind {
        /// There is nothing at that path.
        MISSING,
        /// A LoRA: it changes a model.
        LORA,
        /// A textual inversion: a word for prompts.
        EMBEDDING,
        /// No file of models at all.
        UNKNOWN
    }

    /// {@return what `path` is}: a model's folder or file, a folder of models, or the folder (or its `models`) of
    /// A1111, Forge, ComfyUI or InvokeAI, of which the parts with whole models are taken; what else these
    /// programs have is found from there ([ModelHomes]).
    static ModelPlace of(Path path) {
        Path place = path.toAbsolutePath().normalize();
        if (Files.isDirectory(place)) {
            return new Folders(ModelFolder.isModel(place) || OnnxFolder.isModel(place) ? List.of(place) : parts(place));
        }
        if (!Files.isRegularFile(place)) {
            return new Other(Kind.MISSING);
        }
        if (!fileName(place).matches("(?i).+\\.(safetensors|ckpt|pt|pth)")) {
            return new Other(Kind.UNKNOWN);
        }
        FileKind kind = kind(place);
        Path parent = place.getParent();
        return switch (kind) {
            case LORA -> new Other(Kind.LORA);
            case EMBEDDING -> new Other(Kind.EMBEDDING);
            case VAE, TINY_VAE, CONTROL_NET, T2I_ADAPTER, IP_ADAPTER, CLIP_VISION, UPSCALER, LINES, DEPTH ->
                new Part(kind);
            case CHECKPOINT,
                    MOTION_MODULE,
                    TEXT_ENCODER,
                    HYPERNETWORK,
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
                    UNKNOWN ->
                parent != null && ModelFinder.isCheckpoint(place) && !ModelFinder.isSomethingElse(place)
                        ? new Folders(List.of(parent))
                        : new Other(Kind.UNKNOWN);
        };
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static List<Path> parts(Path folder) {
        List<Path> parts = holdsCheckpoint(folder) ? List.of() : ModelHomes.parts(folder);
        return parts.isEmpty() ? List.of(folder) : parts;
    }

    /// Beside which a program may have been unpacked, too: the whole folder is looked through then.
    private static boolean holdsCheckpoint(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.anyMatch(file -> ModelFinder.isCheckpoint(file) && Files.isRegularFile(file));
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }

    /// A file that cannot be read is `UNKNOWN`: the list of models tells more about it.
    private static FileKind kind(Path file) {
        try {
            return FileKind.of(TensorFile.open(file));
        } catch (StudioException unreadable) {
            return FileKind.UNKNOWN;
        }
    }
}
