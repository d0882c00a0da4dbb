package studio.sfumato.weights.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import studio.sfumato.error.StudioException;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseFacts;
import studio.sfumato.weights.NoiseScheduleConfig;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.WeightSource;
import studio.sfumato.weights.lora.LoraBase;
import studio.sfumato.weights.lora.LoraFile;

/// What can be said about a file of tensors, or a model's folder, without reading a single value.
///
/// @param name its file name
/// @param kind what it is
/// @param family the family it belongs to or fits; empty where its tensors don't tell
/// @param inpainting whether it is a model that is fed a mask and a masked picture
/// @param depth whether it is a model that is fed a depth map
/// @param prediction what a model's U-Net predicts; empty for anything else
/// @param noise what tells that, and whether its last noise level is pure noise; empty for anything else
/// @param parts the networks of a model, or all there is under the name of the file's kind
/// @param lora what is in a LoRA, as the list of LoRAs says, and what kind of model it was made for; empty for
///     anything else, and for a LoRA that cannot be used
/// @param usual how a model is used where nothing else is said, and why; empty for anything else
/// @param card what the file's maker wrote into it
/// @param problems why it cannot be used as a model, one line each; none if it can
public record Inspection(
        String name,
        FileKind kind,
        Optional<ModelFamily> family,
        boolean inpainting,
        boolean depth,
        Optional<Prediction> prediction,
        Optional<NoiseFacts> noise,
        List<Part> parts,
        Optional<Lora> lora,
        Optional<String> usual,
        Map<String, String> card,
        List<String> problems) {
    private static final List<String> CARD = List.of(
            "title",
            "author",
            "license",
            "architecture",
            "resolution",
            "trigger_phrase",
            "tags",
            "date",
            "description");

    private static final int SD1_WIDTH = 768;
    private static final int SD2_WIDTH = 1024;
    private static final int SDXL_WIDTH = 2048;

    /// What a U-Net predicts.
    public enum Prediction {
        /// The noise.
        NOISE,
        /// Velocity.
        VELOCITY,
        /// The picture itself.
        PICTURE,
        /// Running it once will tell.
        UNKNOWN
    }

    /// A LoRA that can be used.
    ///
    /// @param content what is in it: `LoRA, rank 32`
    /// @param base the kind of model it was made for, if anything tells
    public record Lora(String content, Optional<LoraBase> base) {}

    /// Some tensors.
    ///
    /// @param label what they are
    /// @param tensors how many
    /// @param precision how most of their bytes are stored: `fp16`
    /// @param bytes their size
    public record Part(String label, int tensors, String precision, long bytes) {
        static Part of(String label, WeightSource source) {
            return new Part(
                    label,
                    source.keys().size(),
                    source.precision().map(DType::label).orElse(""),
                    source.bytes());
        }
    }

    /// {@return what can be said about `path`}
    ///
    /// @throws StudioException if it cannot be read at all, or is a folder that is no model
    public static Inspection of(Path path) {
        if (Files.isDirectory(path)) {
            ModelSource model = ModelCatalogue.openFolder(path);
            return model(
                    String.valueOf(path.getFileName()), model, Optional.empty(), Map.of(), List.of(), seesDepth(path));
        }
        TensorFile file = TensorFile.open(path);
        FileKind kind = FileKind.of(file);
        Map<String, String> card = card(file.metadata());
        List<String> problems = new ArrayList<>();
        Optional<ControlFile> control = Optional.empty();
        Optional<Part> alone = Optional.empty();
        Optional<Lora> lora = Optional.empty();
        if (kind == FileKind.CHECKPOINT) {
            try {
                SingleFile model = SingleFile.of(path, file, TextLender.NONE);
                if (!model.parts().contains(ModelPart.VAE) && model.vaeBeside().isEmpty()) {
                    problems.add(file.name() + " has no VAE: give it one with --vae FILE");
                }
                return model(file.name(), model, model.taught(), card, problems, seesDepth(path));
            } catch (StudioException problem) {
                problems.add(String.valueOf(problem.getMessage()));
            }
        } else {
            control = control(kind, path, problems);
            if (kind == FileKind.DEPTH) {
                alone = depth(path, problems);
            }
            if (kind == FileKind.LORA) {
                lora = lora(path, problems);
            }
            if (kind != FileKind.LORA || lora.isPresent()) { // one that cannot be used is put nowhere
                problems.add(file.name() + " is " + kind.label() + (kind.hint().isEmpty() ? "" : ". " + kind.hint()));
            }
        }
        Optional<ModelFamily> family = lora.flatMap(Lora::base).isPresent()
                ? lora.flatMap(Lora::base).flatMap(LoraBase::family)
                : fits(kind, file, control);
        return new Inspection(
                file.name(),
                kind,
                family,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(alone.orElseGet(() -> Part.of("tensors", file))),
                lora,
                Optional.empty(),
                card,
                List.copyOf(problems));
    }

    private static Inspection model(
            String name,
            ModelSource model,
            Optional<String> taught,
            Map<String, String> card,
            List<String> problems,
            Optional<Part> depth) {
        List<Part> parts = Stream.concat(
                        model.parts().stream().map(part -> Part.of(part.label(), model.weights(part))), depth.stream())
                .toList();
        String usual = "%s, %s, %d steps, CFG %s, %d×%d"
                .formatted(
                        model.defaults().sampler(),
                        model.defaults().schedule(),
                        model.defaults().steps(),
                        Double.toString(model.defaults().cfg()).replaceFirst("\\.0$", ""),
                        model.defaults().width(),
                        model.defaults().height());
        String purpose = model.refiner() ? " (SDXL's refiner: it finishes pictures, --refiner)" : "";
        return new Inspection(
                name,
                FileKind.CHECKPOINT,
                Optional.of(model.family()),
                model.inpainting(),
                model.depth(),
                Optional.of(model.predictionKnown() ? prediction(model.noiseSchedule()) : Prediction.UNKNOWN),
                Optional.of(model.noiseFacts()),
                parts,
                Optional.empty(),
                Optional.of(usual
                        + taught.map(label -> " (a " + label + " model by its name)")
                                .orElse(purpose)),
                card,
                List.copyOf(problems));
    }

    private static Prediction prediction(NoiseScheduleConfig noise) {
        return switch (noise.predicts()) {
            case Predicts.EPSILON -> Prediction.NOISE;
            case Predicts.V_PREDICTION -> Prediction.VELOCITY;
            case Predicts.SAMPLE -> Prediction.PICTURE;
        };
    }

    private static Map<String, String> card(Map<String, String> metadata) {
        Map<String, String> card = new LinkedHashMap<>();
        CARD.forEach(key -> ModelSpec.text(metadata, key).ifPresent(text -> card.put(key, text)));
        return card;
    }

    /// {@return the network that sees depth in a file of its own; `problems` takes why it cannot be used}
    private static Optional<Part> depth(Path path, List<String> problems) {
        try {
            return Optional.of(Part.of("depth network", DepthFile.open(path).weights()));
        } catch (StudioException problem) {
            problems.add("it cannot be used: " + problem.getMessage());
            return Optional.empty();
        }
    }

    /// {@return the network that sees depth in a model; empty if there is none, or none that can be used, which is no
    /// reason not to use the model}
    private static Optional<Part> seesDepth(Path model) {
        try {
            return DepthFile.within(model).map(network -> Part.of("depth network", network.weights()));
        } catch (StudioException unusable) {
            return Optional.empty();
        }
    }

    /// {@return the LoRA at `path`; `problems` takes why it cannot be used}
    private static Optional<Lora> lora(Path path, List<String> problems) {
        try {
            LoraFile file = LoraFile.open(path);
            return Optional.of(new Lora(file.content(), file.base()));
        } catch (StudioException problem) {
            problems.add(String.valueOf(problem.getMessage()));
            return Optional.empty();
        }
    }

    /// {@return the control network at `path`, if it is one; `problems` takes why it cannot be used}
    private static Optional<ControlFile> control(FileKind kind, Path path, List<String> problems) {
        if (kind != FileKind.CONTROL_NET && kind != FileKind.T2I_ADAPTER && kind != FileKind.IP_ADAPTER) {
            return Optional.empty();
        }
        try {
            return Optional.of(ControlFile.open(path));
        } catch (StudioException problem) {
            problems.add(String.valueOf(problem.getMessage()));
            return Optional.empty();
        }
    }

    /// A LoRA's attention takes text states as wide as its model's; an embedding is as wide.
    private static Optional<ModelFamily> fits(FileKind kind, TensorFile file, Optional<ControlFile> control) {
        return switch (kind) {
            case T2I_ADAPTER, IP_ADAPTER -> control.map(ControlFile::family);
            case CONTROL_NET -> control.map(ControlFile::family).or(() -> byText(file));
            case LORA, CHECKPOINT, HYPERNETWORK -> byText(file);
            case EMBEDDING ->
                file.has("clip_g")
                        ? Optional.of(ModelFamily.SDXL)
                        : file.weights().values().stream()
                                .filter(weight -> weight.shape().rank() > 0)
                                .findFirst()
                                .flatMap(weight -> family(weight.shape().at(-1)));
            case VAE,
                    TINY_VAE,
                    MOTION_MODULE,
                    TEXT_ENCODER,
                    CLIP_VISION,
                    UPSCALER,
                    LINES,
                    SD3,
                    FLUX,
                    QWEN_IMAGE,
                    CHROMA,
                    CASCADE,
                    VIDEO,
                    OTHER_TRANSFORMER,
                    UNCLIP,
                    DEPTH,
                    UPSCALING_MODEL,
                    QUANTISED,
                    UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<ModelFamily> byText(TensorFile file) {
        return file.weights().values().stream()
                .filter(weight -> weight.key().matches(".*attn2[._](to_k|processor.to_k).*")
                        && weight.shape().rank() >= 2
                        && !weight.key().contains("up"))
                .findFirst()
                .flatMap(weight -> family(weight.shape().at(1)));
    }

    private static Optional<ModelFamily> family(int width) {
        return switch (width) {
            case SD1_WIDTH -> Optional.of(ModelFamily.SD1);
            case SD2_WIDTH -> Optional.of(ModelFamily.SD2);
            case SDXL_WIDTH -> Optional.of(ModelFamily.SDXL);
            default -> Optional.empty();
        };
    }
}
