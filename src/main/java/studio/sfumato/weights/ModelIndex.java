package studio.sfumato.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A model folder's `model_index.json`: which pipeline the folder was saved from and which class loads each part.
///
/// @param components the class of each part that is there
/// @param settings the pipeline's own settings
record ModelIndex(Map<String, String> components, ComponentConfig settings) {
    static final String FILE = "model_index.json";

    /// Pipelines that differ only in what is done with the same networks.
    private static final Set<String> SUPPORTED = Set.of(
            "StableDiffusionPipeline",
            "StableDiffusionImg2ImgPipeline",
            "StableDiffusionInpaintPipeline",
            "StableDiffusionInpaintPipelineLegacy",
            "StableDiffusionInstructPix2PixPipeline",
            "StableDiffusionDepth2ImgPipeline",
            "StableDiffusionXLPipeline",
            "StableDiffusionXLImg2ImgPipeline",
            "StableDiffusionXLInpaintPipeline");

    private record Other(String prefix, String label) {}

    /// What people call the models that other pipelines run; the first prefix that fits counts.
    private static final List<Other> OTHERS = List.of(
            new Other("StableDiffusion3", "Stable Diffusion 3"),
            new Other("Flux2", "FLUX.2"),
            new Other("Flux", "FLUX.1"),
            new Other("StableCascade", "Stable Cascade"),
            new Other("Wuerstchen", "Würstchen"),
            new Other("StableVideoDiffusion", "Stable Video Diffusion"),
            new Other("AnimateDiff", "AnimateDiff"),
            new Other("LatentConsistencyModel", "latent consistency"),
            new Other("StableDiffusionXLInstructPix2Pix", "InstructPix2Pix XL"),
            new Other("StableDiffusionUpscale", "4x upscaler"),
            new Other("StableDiffusionLatentUpscale", "latent upscaler"),
            new Other("StableUnCLIP", "Stable unCLIP"),
            new Other("PixArt", "PixArt"),
            new Other("HunyuanDiT", "Hunyuan-DiT"),
            new Other("Kandinsky", "Kandinsky"),
            new Other("IF", "DeepFloyd IF"),
            new Other("AuraFlow", "AuraFlow"),
            new Other("Sana", "Sana"),
            new Other("Lumina", "Lumina"),
            new Other("QwenImage", "Qwen-Image"),
            new Other("ZImage", "Z-Image"));

    /// Reads the index of the model in `folder`.
    ///
    /// @throws ModelFileException if it is missing or malformed
    /// @throws UnsupportedModelException if it belongs to a kind of model that this program does not run
    static ModelIndex read(Path folder) {
        if (Files.notExists(folder.resolve(FILE))) {
            throw new ModelFileException(
                    folder.toAbsolutePath().normalize().getFileName() + " is no model's folder: " + FILE
                            + " is missing",
                    "Name a model in it, or look through it with --models-dir.",
                    null);
        }
        ObjectNode json = JsonFile.read(folder.resolve(FILE), FILE);
        ComponentConfig settings = ComponentConfig.of(FILE, json);
        String pipeline = settings.text("_class_name")
                .orElseThrow(() -> new ModelFileException(FILE + ": _class_name is missing"));
        requireSupported(pipeline);
        Map<String, String> components = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            JsonNode value = entry.getValue();
            if (value.isArray() && value.size() == 2 && value.get(1).isString()) {
                components.put(entry.getKey(), value.get(1).stringValue());
            }
        }
        return new ModelIndex(components, settings);
    }

    private static void requireSupported(String pipeline) {
        if (SUPPORTED.contains(pipeline)) {
            return;
        }
        if (pipeline.startsWith("Onnx") || pipeline.startsWith("ORT")) {
            throw new UnsupportedModelException(
                    FILE + ": this is an exported ONNX folder (" + pipeline
                            + ") without unet/model.onnx and vae_decoder/model.onnx",
                    "Use the model it was exported from.",
                    null);
        }
        String label = OTHERS.stream()
                .filter(other -> pipeline.startsWith(other.prefix))
                .findFirst()
                .map(other -> "a " + other.label + " model (" + pipeline + ")")
                .orElse("a model for " + pipeline);
        throw new UnsupportedModelException(
                FILE + ": this is " + label + "; Sfumato runs Stable Diffusion 1.x, 2.x and XL");
    }

    /// {@return whether the model has `part`}
    boolean has(ModelPart part) {
        return components.containsKey(part.folder());
    }

    /// @throws ModelFileException if the model lacks `part`
    /// @throws UnsupportedModelException if it has a network of another kind in its place
    void require(ModelPart part) {
        String found = Optional.ofNullable(components.get(part.folder()))
                .orElseThrow(() -> new ModelFileException(FILE + ": the model has no " + part.folder()));
        boolean projected = part == ModelPart.TEXT_ENCODER && found.equals("CLIPTextModelWithProjection");
        if (!found.equals(part.className()) && !projected) {
            throw new UnsupportedModelException(
                    FILE + ": " + part.folder() + " is a " + found + "; only " + part.className() + " is supported");
        }
    }
}
