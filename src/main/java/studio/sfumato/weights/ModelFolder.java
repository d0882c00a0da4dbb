package studio.sfumato.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;

/// A model in diffusers' folder layout: a `model_index.json` and one folder for each part. Opening it reads all
/// settings and the headers of all weight files, so that whatever is wrong shows before the first picture.
public final class ModelFolder implements ModelSource {
    private record Component(ComponentConfig config, ComponentWeights weights) {
        /// The U-Net of a refiner: told a score in place of the target's height and width.
        Component toldScore() {
            return new Component(config.with(ComponentConfig.TIME_IDS, 5), weights);
        }
    }

    /// Where a folder says which noise its model was trained on.
    static final String SCHEDULER = "scheduler/scheduler_config.json";

    private final Path folder;
    private final ModelFamily family;
    private final Map<ModelPart, Component> components;
    private final NoiseScheduleConfig noise;
    private final NoiseFacts facts;
    private final boolean forceZeros;
    private final ModelDefaults defaults;

    private ModelFolder(
            Path folder,
            ModelFamily family,
            Map<ModelPart, Component> components,
            NoiseScheduleConfig noise,
            NoiseFacts facts,
            boolean forceZeros) {
        this.folder = folder;
        this.family = family;
        this.components = components;
        this.noise = facts.over(noise);
        this.facts = facts;
        this.forceZeros = forceZeros;
        this.defaults = ModelDefaults.of(folder, nameOf(folder), family, config(ModelPart.UNET), config(ModelPart.VAE));
    }

    /// Opens the model in `folder`.
    ///
    /// @throws ModelFileException if something is missing, damaged or contradictory; the message names the file
    /// @throws UnsupportedModelException if it is a kind of model that this program does not run
    public static ModelFolder open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ModelFileException(folder + (Files.exists(folder) ? " is not a folder" : " does not exist"));
        }
        ModelIndex index = ModelIndex.read(folder);
        boolean refiner = !index.has(ModelPart.TEXT_ENCODER) && index.has(ModelPart.TEXT_ENCODER_2);
        ComponentConfig settings = UserFile.read(folder);
        Optional<String> variant = settings.text("variant");
        Map<ModelPart, Component> components = new EnumMap<>(ModelPart.class);
        for (ModelPart part : ModelPart.values()) {
            boolean spare = part == (refiner ? ModelPart.TEXT_ENCODER : ModelPart.TEXT_ENCODER_2);
            if (!spare || index.has(part)) {
                index.require(part);
                components.put(part, component(folder, part, variant));
            }
        }
        if (refiner) {
            components.computeIfPresent(ModelPart.UNET, (_, unet) -> unet.toldScore());
        }
        ComponentConfig unet = component(components, ModelPart.UNET).config;
        ModelFamily family = ModelFamily.of(unet, components.containsKey(ModelPart.TEXT_ENCODER_2));
        refuseOtherConditioning(unet, component(components, ModelPart.VAE).config, family);
        if (family == ModelFamily.SDXL && !components.containsKey(ModelPart.TEXT_ENCODER_2)) {
            throw new ModelFileException(ModelIndex.FILE + ": an SDXL model needs text_encoder_2");
        }
        requireFolder(folder, "scheduler");
        NoiseScheduleConfig noise = NoiseScheduleConfig.of(ComponentConfig.read(folder.resolve(SCHEDULER), SCHEDULER));
        NoiseFacts facts = NoiseFacts.of(noise, NoiseWord.of(settings));
        boolean zeros = index.settings().flag("force_zeros_for_empty_prompt", true) && family == ModelFamily.SDXL;
        return new ModelFolder(
                folder.toAbsolutePath().normalize(),
                family,
                Collections.unmodifiableMap(components),
                noise,
                facts,
                zeros);
    }

    /// {@return whether `folder` looks like a model in this layout}
    public static boolean isModel(Path folder) {
        return Files.isRegularFile(folder.resolve(ModelIndex.FILE));
    }

    private static Component component(Path folder, ModelPart part, Optional<String> variant) {
        requireFolder(folder, part.folder());
        Path own = folder.resolve(part.folder());
        return new Component(
                ComponentConfig.read(own.resolve("config.json"), part.folder() + "/config.json"),
                WeightFiles.open(own, part, variant));
    }

    private static void requireFolder(Path folder, String name) {
        if (!Files.isDirectory(folder.resolve(name))) {
            throw new ModelFileException(
                    name + " is missing: " + ModelIndex.FILE + " names it, but there is no such folder");
        }
    }

    /// A U-Net that is fed more than a latent picture, a timestep and text would run on garbage.
    private static void refuseOtherConditioning(ComponentConfig unet, ComponentConfig vae, ModelFamily family) {
        for (String key : List.of("class_embed_type", "encoder_hid_dim_type", "num_class_embeds")) {
            if (unet.has(key)) {
                throw new UnsupportedModelException(unet.name() + ": a U-Net with " + key + " is not supported");
            }
        }
        String added = unet.text("addition_embed_type", "text_time");
        if (!added.equals("text_time")) {
            throw new UnsupportedModelException(
                    unet.name() + ": a U-Net with addition_embed_type '" + added + "' is not supported");
        }
        int latent = vae.positive("latent_channels", 4);
        int channels = unet.positive("in_channels", 4);
        if (channels != latent && channels != latent + 1 && channels != 2 * latent && channels != 2 * latent + 1) {
            throw new UnsupportedModelException(unet.name() + ": a U-Net with " + channels
                    + " input channels is not supported (the VAE has " + latent + ")");
        }
        if (channels == 2 * latent && family == ModelFamily.SDXL) {
            throw new UnsupportedModelException(
                    unet.name() + ": this is an InstructPix2Pix XL model, which is not supported");
        }
    }

    private static String nameOf(Path folder) {
        String name = ModelFinder.cachedName(folder).orElseGet(() -> String.valueOf(folder.getFileName()));
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static Component component(Map<ModelPart, Component> components, ModelPart part) {
        Component component = components.get(part);
        if (component == null) {
            throw new IllegalArgumentException("the model has no " + part.label());
        }
        return component;
    }

    @Override
    public String name() {
        return nameOf(folder);
    }

    @Override
    public Path location() {
        return folder;
    }

    @Override
    public ModelFamily family() {
        return family;
    }

    @Override
    public boolean inpainting() {
        return config(ModelPart.UNET).positive("in_channels", 4)
                == 2 * config(ModelPart.VAE).positive("latent_channels", 4) + 1;
    }

    @Override
    public Set<ModelPart> parts() {
        return components.keySet();
    }

    @Override
    public ComponentConfig config(ModelPart part) {
        return component(components, part).config;
    }

    @Override
    public ComponentWeights weights(ModelPart part) {
        return component(components, part).weights;
    }

    @Override
    public List<Path> files(ModelPart part) {
        return weights(part).files();
    }

    @Override
    public Optional<Path> tokenizer(ModelPart encoder) {
        return encoder.tokenizer(folder);
    }

    @Override
    public NoiseScheduleConfig noiseSchedule() {
        return noise;
    }

    @Override
    public NoiseFacts noiseFacts() {
        return facts;
    }

    @Override
    public List<Path> notes() {
        return List.of(UserFile.of(folder), folder.resolve(SCHEDULER));
    }

    @Override
    public boolean forceZerosForEmptyPrompt() {
        return forceZeros;
    }

    @Override
    public ModelDefaults defaults() {
        return defaults;
    }
}
