package studio.sfumato.weights.checkpoint;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ComponentWeights;
import studio.sfumato.weights.Lacking;
import studio.sfumato.weights.ModelDefaults;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseFacts;
import studio.sfumato.weights.NoiseScheduleConfig;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.NoiseScheduleConfig.Spacing;
import studio.sfumato.weights.NoiseWord;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.UserFile;

/// A model in one file, as people share them. Its family and all its sizes are told from the names and shapes
/// of its tensors; the tensors stay in the file. Text encoders that it lacks may be lent by others.
public final class SingleFile implements ModelSource {
    private final Path location;
    private final Path file;
    private final Checkpoint checkpoint;
    private final NoiseScheduleConfig noise;
    private final NoiseFacts facts;
    private final Optional<Distillation> taught;
    private final ModelDefaults defaults;
    private final Map<ModelPart, ComponentWeights> weights = new EnumMap<>(ModelPart.class);

    private SingleFile(Path location, TensorFile tensors, Checkpoint checkpoint, Sidecar sidecar) {
        this.location = location;
        this.file = tensors.file();
        this.checkpoint = checkpoint;
        ComponentConfig settings = UserFile.read(location);
        this.facts = sidecar.prediction()
                .map(told -> checkpoint.noise().withPrediction(told, NoiseFacts.Source.YAML))
                .orElse(checkpoint.noise())
                .withWord(NoiseWord.of(settings));
        this.noise = facts.over(usual(checkpoint.family()));
        Optional<Distillation> named = Distillation.of(sidecar.stem(), tensors.metadata());
        boolean told = config(ModelPart.UNET).has(ComponentConfig.TOLD_GUIDANCE);
        this.taught = told ? Optional.of(Distillation.told(named)) : named;
        this.defaults = ModelDefaults.of(settings, sidecar.folder(), sidecar.stem(), usual(sidecar.stem()), 4);
        checkpoint
                .networks()
                .forEach((part, network) -> weights.put(
                        part,
                        ComponentWeights.of(tensors.name(), network.weights(), file)
                                .called(network.called())));
        checkpoint.lent().forEach((part, other) -> weights.put(part, other.weights()));
    }

    /// Opens the model in `file`. It may lack a VAE; see [#parts()].
    ///
    /// @throws ModelFileException if the file is damaged, contradicts itself or lacks a network other than the
    ///     VAE
    /// @throws UnsupportedModelException if it is no model that this program runs
    public static SingleFile open(Path file) {
        return of(file, TensorFile.open(file), TextLender.NONE);
    }

    /// {@return the model in `file`, whose list of tensors has been read}; see [#open].
    ///
    /// @param lender where the text encoders come from that it lacks
    public static SingleFile of(Path file, TensorFile tensors, TextLender lender) {
        Checkpoint checkpoint = Checkpoint.of(tensors, lender);
        Lacking lacking = new Lacking(checkpoint.missing(), List.of());
        if (lacking.text()) {
            throw lacking.refused(tensors.name());
        }
        Path location = file.toAbsolutePath().normalize();
        return new SingleFile(location, tensors, checkpoint, sidecar(location));
    }

    /// {@return what the model in a file lacks, whose list of tensors has been read}; nobody is asked to lend it
    ///
    /// @throws ModelFileException if it contradicts itself
    /// @throws UnsupportedModelException if it is no model that this program runs
    public static Lacking lacking(TensorFile tensors) {
        return new Lacking(Checkpoint.of(tensors, TextLender.NONE).missing(), List.of());
    }

    /// {@return a file's name without its ending}
    public static String stem(Path file) {
        return stem(String.valueOf(file.getFileName()));
    }

    /// {@return a file's name without its ending}
    public static String stem(String file) {
        return file.replaceFirst("(?i)\\.(safetensors|ckpt|pt|pth)$", "");
    }

    private static Sidecar sidecar(Path file) {
        return new Sidecar(Optional.ofNullable(file.getParent()).orElse(file), stem(file));
    }

    private static NoiseScheduleConfig usual(ModelFamily family) {
        NoiseScheduleConfig usual = NoiseScheduleConfig.STABLE_DIFFUSION;
        return new NoiseScheduleConfig(
                usual.trainTimesteps(),
                usual.betaStart(),
                usual.betaEnd(),
                usual.betas(),
                usual.predicts(),
                usual.stepsOffset(),
                usual.rescaleToZeroSnr(),
                family == ModelFamily.SDXL ? Optional.of(Spacing.LEADING) : Optional.empty(),
                Optional.of(false));
    }

    private ModelDefaults.Usual usual(String stem) {
        int side = side(stem);
        return taught.map(model ->
                        new ModelDefaults.Usual(model.sampler(), model.schedule(), model.steps(), model.cfg(), side))
                .orElseGet(() -> ModelDefaults.Usual.at(side));
    }

    /// SD 2.x was trained at two sizes: models that predict v at 768, the others at 512.
    private int side(String stem) {
        boolean official = stem.toLowerCase(Locale.ROOT).matches("(sd|sdxl|sd_xl)[_-]?turbo.*");
        return switch (checkpoint.family()) {
            case SD1 -> 512;
            case SD2 -> {
                boolean v = facts.predicts().map(Predicts.V_PREDICTION::equals).orElse(stem.contains("768"));
                yield v && !official ? 768 : 512;
            }
            case SDXL -> official ? 512 : 1024;
        };
    }

    /// {@return what people call such models, if its name says that it was taught to need few steps}
    Optional<String> taught() {
        return taught.map(Distillation::label);
    }

    /// {@return a VAE that lies beside the file for it: `dream.vae.safetensors` for `dream.safetensors`}
    public Optional<Path> vaeBeside() {
        return sidecar(location).vae();
    }

    @Override
    public String name() {
        return stem(location);
    }

    @Override
    public Path location() {
        return location;
    }

    @Override
    public ModelFamily family() {
        return checkpoint.family();
    }

    @Override
    public boolean inpainting() {
        return checkpoint.inChannels() == 9;
    }

    @Override
    public Set<ModelPart> parts() {
        return Collections.unmodifiableSet(weights.keySet());
    }

    @Override
    public ComponentConfig config(ModelPart part) {
        return present(checkpoint.configs().get(part), part);
    }

    @Override
    public ComponentWeights weights(ModelPart part) {
        return present(weights.get(part), part);
    }

    private static <T> T present(@Nullable T found, ModelPart part) {
        if (found == null) {
            throw new IllegalArgumentException("the model has no " + part.label());
        }
        return found;
    }

    @Override
    public List<Path> files(ModelPart part) {
        return weights(part).files();
    }

    @Override
    public Optional<Path> tokenizer(ModelPart encoder) {
        return lent(encoder).flatMap(TextLender.Lent::tokenizer);
    }

    @Override
    public Optional<Path> lender(ModelPart part) {
        return lent(part).map(TextLender.Lent::location);
    }

    private Optional<TextLender.Lent> lent(ModelPart part) {
        return Optional.ofNullable(checkpoint.lent().get(part));
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
        return List.of(UserFile.of(location), sidecar(location).yaml());
    }

    @Override
    public boolean forceZerosForEmptyPrompt() {
        return family() == ModelFamily.SDXL;
    }

    @Override
    public ModelDefaults defaults() {
        return defaults;
    }
}
