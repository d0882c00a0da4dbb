package studio.sfumato.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;

/// A model that was exported as ONNX graphs, one in each folder, as diffusers and Optimum write it. What goes in and
/// comes out is told from the graphs, what else is to know from the settings beside them, where there are any.
public final class OnnxFolder implements ModelSource {
    private static final String FILE = "model.onnx";
    private static final String DECODER = "vae_decoder";
    private static final String ENCODER = "vae_encoder";
    private static final int SIZES = 6;
    private static final int LATENT_CHANNELS = 4;

    private final Path folder;
    private final ModelFamily family;
    private final Map<ModelPart, OnnxFile> files;
    private final Optional<OnnxFile> encoder;
    private final Map<ModelPart, ComponentConfig> configs;
    private final NoiseScheduleConfig noise;
    private final NoiseFacts facts;
    private final ModelDefaults defaults;

    private OnnxFolder(
            Path folder,
            ModelFamily family,
            Map<ModelPart, OnnxFile> files,
            Optional<OnnxFile> encoder,
            Map<ModelPart, ComponentConfig> configs,
            Optional<NoiseScheduleConfig> noise) {
        this.folder = folder;
        this.family = family;
        this.files = files;
        this.encoder = encoder;
        this.configs = configs;
        NoiseWord word = NoiseWord.of(UserFile.read(folder));
        this.facts = noise.map(told -> NoiseFacts.of(told, word)).orElseGet(() -> NoiseFacts.of(family, word));
        this.noise = facts.over(noise.orElse(NoiseScheduleConfig.STABLE_DIFFUSION));
        this.defaults = ModelDefaults.of(folder, name(), family, config(ModelPart.UNET), config(ModelPart.VAE));
    }

    /// {@return whether `folder` looks like one}: models that bring ONNX files beside their weights don't
    public static boolean isModel(Path folder) {
        Path unet = folder.resolve(ModelPart.UNET.folder());
        return Files.isRegularFile(unet.resolve(FILE))
                && Stream.of(".safetensors", ".safetensors.index.json", ".fp16.safetensors", ".bin")
                        .map(ending -> unet.resolve(ModelPart.UNET.weightFile() + ending))
                        .noneMatch(Files::exists);
    }

    /// Opens the model in `folder`.
    ///
    /// @throws ModelFileException if something is missing, damaged or contradictory; the message names the file
    /// @throws UnsupportedModelException if it is a kind of model that this program does not run
    public static OnnxFolder open(Path folder) {
        Path place = folder.toAbsolutePath().normalize();
        Map<ModelPart, OnnxFile> files = new EnumMap<>(ModelPart.class);
        files.put(ModelPart.UNET, read(place, ModelPart.UNET.folder()));
        files.put(ModelPart.TEXT_ENCODER, read(place, ModelPart.TEXT_ENCODER.folder()));
        files.put(ModelPart.VAE, read(place, DECODER));
        OnnxFile unet = file(files, ModelPart.UNET);
        boolean second = unet.input("text_embeds").isPresent();
        if (second) {
            files.put(ModelPart.TEXT_ENCODER_2, read(place, ModelPart.TEXT_ENCODER_2.folder()));
        }
        Map<ModelPart, ComponentConfig> configs = new EnumMap<>(ModelPart.class);
        configs.put(ModelPart.UNET, unetConfig(place, unet));
        ModelFamily family = ModelFamily.of(file(configs, ModelPart.UNET), second);
        files.forEach((part, file) -> {
            if (part == ModelPart.TEXT_ENCODER || part == ModelPart.TEXT_ENCODER_2) {
                configs.put(part, textConfig(place, part, file, unet));
            }
        });
        configs.put(ModelPart.VAE, vaeConfig(place, family));
        int channels = file(configs, ModelPart.UNET).positive("in_channels", LATENT_CHANNELS);
        boolean sees = channels == LATENT_CHANNELS + 1 && !second;
        boolean instructed = channels == 2 * LATENT_CHANNELS;
        if (instructed && second) {
            throw new UnsupportedModelException(
                    unet.name() + ": this is an InstructPix2Pix XL model, which is not supported");
        }
        boolean changes = instructed || channels == 2 * LATENT_CHANNELS + 1;
        if (channels != LATENT_CHANNELS && !sees && !changes) {
            throw new UnsupportedModelException(
                    unet.name() + ": an exported U-Net with " + channels + " input channels is not supported");
        }
        Optional<OnnxFile> encoder = Files.isRegularFile(place.resolve(ENCODER).resolve(FILE))
                ? Optional.of(read(place, ENCODER))
                : Optional.empty();
        encoder.ifPresent(file -> {
            if (file.inputs().size() != 1) {
                throw new UnsupportedModelException(file.name() + " takes something else than one picture");
            }
        });
        Path scheduler = place.resolve(ModelFolder.SCHEDULER);
        Optional<NoiseScheduleConfig> noise = Files.exists(scheduler)
                ? Optional.of(NoiseScheduleConfig.of(ComponentConfig.read(scheduler, ModelFolder.SCHEDULER)))
                : Optional.empty();
        return new OnnxFolder(
                place,
                family,
                Collections.unmodifiableMap(files),
                encoder,
                Collections.unmodifiableMap(configs),
                noise);
    }

    private static OnnxFile read(Path folder, String part) {
        return OnnxFile.read(folder.resolve(part).resolve(FILE), part + "/" + FILE);
    }

    private static <T> T file(Map<ModelPart, T> all, ModelPart part) {
        T found = all.get(part);
        if (found == null) {
            throw new IllegalArgumentException("the model has no " + part.label());
        }
        return found;
    }

    private static Optional<ComponentConfig> written(Path folder, String... parts) {
        return Stream.of(parts)
                .filter(part -> Files.isRegularFile(folder.resolve(part).resolve("config.json")))
                .findFirst()
                .map(part -> ComponentConfig.read(folder.resolve(part).resolve("config.json"), part + "/config.json"));
    }

    private static ComponentConfig unetConfig(Path folder, OnnxFile unet) {
        OnnxFile.Port sample = require(unet, "sample");
        OnnxFile.Port context = require(unet, "encoder_hidden_states");
        require(unet, "timestep");
        Optional<OnnxFile.Port> told = unet.input("timestep_cond");
        Optional<ComponentConfig> written = written(folder, ModelPart.UNET.folder());
        if (written.isPresent()) {
            ComponentConfig config = written.get();
            if (config.has(ComponentConfig.TOLD_GUIDANCE)) {
                require(unet, "timestep_cond");
            }
            return told.map(port -> config.with(ComponentConfig.TOLD_GUIDANCE, channels(port)))
                    .orElse(config);
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("in_channels", sample.dim(1).orElse(LATENT_CHANNELS));
        config.put("out_channels", LATENT_CHANNELS);
        config.put("cross_attention_dim", context.dim(-1).orElse(768));
        told.ifPresent(port -> config.put(ComponentConfig.TOLD_GUIDANCE, channels(port)));
        sample.dim(-1).ifPresent(side -> config.put("sample_size", side));
        unet.input("text_embeds").ifPresent(text -> {
            int width = 256;
            config.put("addition_embed_type", "text_time");
            config.put("addition_time_embed_dim", width);
            config.put("projection_class_embeddings_input_dim", text.dim(-1).orElse(1280) + SIZES * width);
        });
        return ComponentConfig.of(unet.name(), config);
    }

    /// What a latent consistency model is told of its guidance is 256 numbers, unless the graph says otherwise.
    private static int channels(OnnxFile.Port told) {
        return told.dim(-1).orElse(256);
    }

    private static OnnxFile.Port require(OnnxFile file, String input) {
        return file.input(input)
                .orElseThrow(() -> new UnsupportedModelException(file.name() + " has no input '" + input + "', only "
                        + file.inputs().stream().map(OnnxFile.Port::name).collect(Collectors.joining(", "))));
    }

    private static ComponentConfig textConfig(Path folder, ModelPart part, OnnxFile file, OnnxFile unet) {
        OnnxFile.Port ids = require(file, "input_ids");
        return written(folder, part.folder()).orElseGet(() -> {
            Map<String, Object> config = new LinkedHashMap<>();
            int width = file.output("last_hidden_state")
                    .flatMap(hidden -> hidden.dim(-1))
                    .or(() -> require(unet, "encoder_hidden_states").dim(-1))
                    .orElse(768);
            config.put("hidden_size", width);
            config.put("num_attention_heads", Math.max(1, width / 64));
            config.put("max_position_embeddings", ids.dim(-1).orElse(77));
            if (part == ModelPart.TEXT_ENCODER_2) {
                config.put("architectures", "CLIPTextModelWithProjection");
                config.put(
                        "projection_dim", require(unet, "text_embeds").dim(-1).orElse(1280));
            }
            return ComponentConfig.of(file.name(), config);
        });
    }

    private static ComponentConfig vaeConfig(Path folder, ModelFamily family) {
        return written(folder, DECODER, ModelPart.VAE.folder())
                .orElseGet(() -> ComponentConfig.of(
                        DECODER + "/" + FILE,
                        Map.of(
                                "block_out_channels", List.of(128, 256, 512, 512),
                                "latent_channels", LATENT_CHANNELS,
                                "scaling_factor", family.latentScale())));
    }

    /// {@return the graph of a network; for the VAE that of its decoder}
    ///
    /// @throws IllegalArgumentException if the model has no such part
    public OnnxFile graph(ModelPart part) {
        return file(files, part);
    }

    /// {@return the graph that makes latents of pictures, if it was exported}
    public Optional<OnnxFile> encoder() {
        return encoder;
    }

    @Override
    public String name() {
        return String.valueOf(folder.getFileName());
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
        return config(ModelPart.UNET).positive("in_channels", LATENT_CHANNELS) == 2 * LATENT_CHANNELS + 1;
    }

    @Override
    public Set<ModelPart> parts() {
        return files.keySet();
    }

    @Override
    public ComponentConfig config(ModelPart part) {
        return file(configs, part);
    }

    /// There are none that could be read or changed one by one; their size and precision are known.
    @Override
    public WeightSource weights(ModelPart part) {
        return new Sealed(graphs(part));
    }

    /// A VAE is two: its decoder, then its encoder.
    private List<OnnxFile> graphs(ModelPart part) {
        Stream<OnnxFile> more = part == ModelPart.VAE ? encoder.stream() : Stream.empty();
        return Stream.concat(Stream.of(graph(part)), more).toList();
    }

    private record Sealed(List<OnnxFile> files) implements WeightSource {
        @Override
        public Optional<Weight> find(String key) {
            return Optional.empty();
        }

        @Override
        public Set<String> keys() {
            return Set.of();
        }

        @Override
        public String name() {
            return files.getFirst().name();
        }

        @Override
        public long bytes() {
            return files.stream().mapToLong(OnnxFile::bytes).sum();
        }

        @Override
        public Optional<DType> precision() {
            return files.getFirst().precision();
        }
    }

    @Override
    public List<Path> files(ModelPart part) {
        List<Path> all = new ArrayList<>();
        for (OnnxFile graph : graphs(part)) {
            all.add(graph.file());
            all.addAll(graph.data());
        }
        return List.copyOf(all);
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
        return List.of(UserFile.of(folder), folder.resolve(ModelFolder.SCHEDULER));
    }

    @Override
    public boolean forceZerosForEmptyPrompt() {
        return family == ModelFamily.SDXL;
    }

    @Override
    public ModelDefaults defaults() {
        return defaults;
    }
}
