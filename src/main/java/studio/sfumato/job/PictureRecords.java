package studio.sfumato.job;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PromptReader;
import studio.sfumato.diffusion.PromptTemplate;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.StepFrame;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.StudioException;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.PngText;
import studio.sfumato.image.metadata.A1111Field;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.image.metadata.PictureTexts;
import studio.sfumato.image.metadata.StageCost;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.SingleFile;

/// Says in a picture what made it, so that this program and others can make it again.
///
/// @param model what the model is found by, which the stored request names: never a path
/// @param title what the model calls itself
/// @param vae the name of its VAE, if that is not its own
/// @param textEncoder whose text encoders it has, if they are not its own; else empty
/// @param modelHash the first ten digits of its SHA-256; `null` when unknown
/// @param version this program's version
/// @param addOns tells about LoRAs and embeddings
public record PictureRecords(
        String model,
        String title,
        Optional<String> vae,
        String textEncoder,
        @Nullable String modelHash,
        String version,
        AddOnRecords addOns) {
    private static final Logger LOG = LoggerFactory.getLogger(PictureRecords.class);

    /// The records of a model with its own VAE, for pictures without LoRAs and embeddings.
    public PictureRecords(String model, String title, @Nullable String modelHash, String version) {
        this(
                model,
                title,
                Optional.empty(),
                "",
                modelHash,
                version,
                new AddOnRecords(AddOnShelf.none(), new AddOnHash(), PromptReader::clip));
    }

    /// {@return what to write into pictures of `model`}; hashing a large one takes seconds, and one that cannot be
    /// hashed goes without.
    ///
    /// @param shelf where the LoRAs and embeddings are that requests name
    /// @param addOnHashes works out their hashes
    public static PictureRecords of(
            ModelSource model, ModelHash hashes, AddOnShelf shelf, AddOnHash addOnHashes, String version) {
        String hash = null;
        try {
            hash = hashes.of(model, CancellationToken.none());
        } catch (StudioException unreadable) {
            LOG.debug("pictures go without the model's hash", unreadable);
        }
        return new PictureRecords(
                model.name(),
                model.defaults().name(),
                model.separateVae().map(SingleFile::stem),
                model.separateText().stream().map(SingleFile::stem).collect(Collectors.joining(",")),
                hash,
                version,
                new AddOnRecords(shelf, addOnHashes, () -> reader(model)));
    }

    /// A model whose tokenizer is damaged makes no pictures.
    private static PromptReader reader(ModelSource model) {
        try {
            return PromptReader.of(model);
        } catch (StudioException damaged) {
            LOG.debug("no pictures will be made", damaged);
            return PromptReader.clip();
        }
    }

    /// {@return the texts for the picture with the number `picture`, from 0, that `request` made}
    public List<PngText> of(GenerationRequest request, int picture) {
        return of(request, picture, all -> all, List.of());
    }

    /// {@return the texts for `ready`, a picture that `request` made}
    public List<PngText> of(GenerationRequest request, GenerationEvent.ImageReady ready) {
        return of(
                request,
                ready.picture(),
                all -> ready.step() == 0 ? all : all.with(A1111Field.ENDED_AT, ready.step()),
                ready.stages().stream().map(PictureRecords::cost).toList());
    }

    /// {@return the texts for what was seen of a step of a picture that `request` made}
    public List<PngText> preview(GenerationRequest request, SeenStep seen) {
        return of(
                request,
                seen.picture(),
                all -> all.with(A1111Field.PREVIEW_OF, seen.step())
                        .with(A1111Field.PREVIEW_ESTIMATE, estimate(seen.estimate())),
                List.of());
    }

    private static StageCost cost(GenerationEvent.StageDone done) {
        return new StageCost(done.stage().label(), done.seconds(), done.residentBytes(), done.peakBytes());
    }

    private static @Nullable String estimate(StepFrame.Estimate estimate) {
        return switch (estimate) {
            case MERGED -> null;
            case PROMPTED -> "with the prompt";
            case UNPROMPTED -> "without the prompt";
        };
    }

    private List<PngText> of(
            GenerationRequest request, int picture, UnaryOperator<PictureParameters> more, List<StageCost> costs) {
        AddOnRecords.Told told = addOns.of(request.prompt());
        GenerationRequest one = request.single(picture)
                .withModel(model)
                .withVae(vae.orElse(request.vae().isEmpty() ? "" : ModelCatalogue.OWN_VAE))
                .withTextEncoder(textEncoder)
                .withPrompt(told.prompt())
                .withEnsemble(EnsembleFields.named(request.ensemble()))
                .withControls(ControlFields.named(request.controls()))
                .withTask(TaskFields.named(request.task()));
        PictureParameters parameters = PictureParameters.of(
                        told.text(), request.prompt().negative())
                .with(A1111Field.STEPS, request.sampling().steps())
                .with(A1111Field.SAMPLER, request.sampling().sampler().label())
                .with(A1111Field.SCHEDULE, schedule(request))
                .with(A1111Field.CFG_SCALE, request.guidance().scale())
                .with(A1111Field.SEED, one.noise().seed().toString())
                .withSize(request.size().width(), request.size().height())
                .with(A1111Field.MODEL_HASH, modelHash)
                .with(A1111Field.MODEL, title)
                .with(A1111Field.VAE, vae.orElse(null))
                .with(A1111Field.TEXT_ENCODER, textEncoder.isEmpty() ? null : textEncoder)
                .withClipSkip(request.prompt().clipSkip())
                .with(A1111Field.DIALECT, dialect(request.prompt().rules().dialect()))
                .with(A1111Field.EMPHASIS, emphasis(request.prompt().rules().emphasis()))
                .with(A1111Field.RNG, request.noise().rng().label().toUpperCase(Locale.ROOT))
                .with(A1111Field.COMPATIBILITY, compatibility(request.compat()))
                .with(A1111Field.LORA_HASHES, told.loraHashes())
                .with(A1111Field.TI_HASHES, told.embeddingHashes())
                .with(
                        A1111Field.TEMPLATE,
                        request.prompt()
                                .template()
                                .map(PromptTemplate::positive)
                                .orElse(null))
                .with(
                        A1111Field.NEGATIVE_TEMPLATE,
                        request.prompt()
                                .template()
                                .map(PromptTemplate::negative)
                                .filter(text -> !text.isEmpty())
                                .orElse(null))
                .with(A1111Field.VERSION, "Sfumato " + version);
        PictureParameters all =
                GuidanceFields.add(withNoise(withOptions(parameters, one.sampling()), one.noise()), one.guidance());
        all = TaskFields.add(EnsembleFields.add(all, one.ensemble()), one.task());
        Optional<HiresFix> hires = one.task().second();
        all = hires.isPresent() ? HiresFields.add(all, hires.get()) : all;
        all = ControlFields.add(all, one.controls());
        all = all.with(A1111Field.TILING, tiling(one.tiling()));
        return PictureTexts.of(more.apply(all), StageCost.into(RequestJson.write(one), costs));
    }

    private static @Nullable String tiling(Wrap tiling) {
        return switch (tiling) {
            case NONE -> null;
            case X, Y -> tiling.label();
            case BOTH -> "True";
        };
    }

    private static PictureParameters withNoise(PictureParameters parameters, NoiseSettings noise) {
        PictureParameters known = parameters;
        if (noise.variation().varies()) {
            known = known.with(
                            A1111Field.VARIATION_SEED, noise.variation().seed().toString())
                    .with(A1111Field.VARIATION_STRENGTH, noise.variation().strength());
            if (noise.variation().of().isPresent()) {
                known = known.with(A1111Field.VARIATION_PATH, noise.variation().path());
            }
        }
        known = known.with(
                A1111Field.SEED_RESIZE_FROM,
                noise.resizeFrom().map(ImageSize::toString).orElse(null));
        known = known.with(
                A1111Field.BATCH_PLACE,
                noise.place().alone() ? null : noise.place().toString());
        return noise.ensd() == 0 ? known : known.with(A1111Field.ENSD, noise.ensd());
    }

    /// {@return the dialect's name, which is left out when it is A1111's own}
    private static @Nullable String dialect(PromptDialect dialect) {
        return dialect == PromptDialect.A1111 ? null : dialect.label();
    }

    /// {@return the profile's name, which is left out when it is A1111's}
    private static @Nullable String compatibility(Compatibility compat) {
        return compat == Compatibility.A1111 ? null : compat.label();
    }

    /// {@return the schedule's name, which A1111 has two of for ours; none where noise levels were given}
    private static @Nullable String schedule(GenerationRequest request) {
        SamplerOptions options = request.sampling().options();
        String label = request.compat().schedule(request.sampling()).label();
        boolean poly = label.equals("Exponential") && options.has(SamplerOption.RHO);
        return !options.sigmas().isEmpty() ? null : poly ? "Polyexponential" : label;
    }

    /// Options that were set, under A1111's names; noise levels that were given have none there.
    private static PictureParameters withOptions(PictureParameters parameters, Sampling sampling) {
        PictureParameters all = parameters;
        for (Map.Entry<SamplerOption, Double> set : sampling.options().values().entrySet()) {
            SamplerOption option = set.getKey();
            String name = Samplers.label(sampling, option);
            all = option.numeric() ? all.with(name, set.getValue()) : all.with(name, option.text(set.getValue()));
        }
        return all;
    }

    /// {@return the mode's name, which is left out when it is the usual one}
    private static @Nullable String emphasis(Emphasis emphasis) {
        return emphasis == Emphasis.ORIGINAL ? null : emphasis.label();
    }
}
