package studio.sfumato.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.Variation;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.hires.LatentUpscale;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.ScheduleEntry;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.error.RequestException;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.metadata.A1111Field;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptRules;

/// The request that made a picture, as far as its file tells: all of it where this program wrote it, else what A1111's
/// text or another program's has, filled up from another request.
///
/// @param request what makes it again, one picture of it
/// @param repainting how it was made from another picture, also where that one is not at hand; empty where it was not
/// @param notes what of it could not be taken, one line each
public record ForeignRequest(GenerationRequest request, Optional<Repainting> repainting, List<String> notes) {
    private static final String SKIP_EARLY = "Skip Early CFG";
    private static final String IMAGE_CFG = "Image CFG scale";
    private static final String FIRST_PASS = "First pass size";
    private static final int OLD_SIDE = 512;
    private static final int OLD_STEP = 64;
    private static final String RESCALE = "Guidance rescale";

    /// What says nothing about how to make the picture, or is only another name for what does.
    private static final Set<String> OF_NO_CONCERN = Set.of(
            A1111Field.MODEL,
            A1111Field.TEXT_ENCODER,
            A1111Field.MODEL_HASH,
            A1111Field.VERSION,
            A1111Field.BATCH_PLACE,
            "User",
            "VAE hash",
            "Lora hashes",
            "TI hashes",
            "Hashes",
            "Template",
            "Negative Template");

    /// Copies the list.
    public ForeignRequest {
        notes = List.copyOf(notes);
    }

    /// {@return what made the picture `info` tells about; empty where it does not say}
    ///
    /// @param base gives what is not told
    /// @param models gives the name of the model here that one calls so, or nothing
    public static Optional<ForeignRequest> of(
            PictureInfo info, GenerationRequest base, Function<String, Optional<String>> models) {
        return of(info, base, models, _ -> Optional.empty());
    }

    /// {@return what made the picture `info` tells about; empty where it does not say}
    ///
    /// @param base gives what is not told, and the pictures that one made from or guided by pictures needs
    /// @param models gives the name of the model here that one calls so, or nothing
    /// @param controls the same for the networks that guide models, which may have a part of the hash in brackets
    public static Optional<ForeignRequest> of(
            PictureInfo info,
            GenerationRequest base,
            Function<String, Optional<String>> models,
            Function<String, Optional<String>> controls) {
        List<String> notes = new ArrayList<>();
        String own = info.requestJson();
        if (own != null) {
            try {
                GenerationRequest made = RequestJson.read(own);
                return Optional.of(new ForeignRequest(made, Repainting.of(made.task()), List.of()));
            } catch (RequestException newer) {
                notes.add(String.valueOf(newer.getMessage()));
            }
        }
        PictureParameters told = info.parameters();
        return told == null
                ? Optional.empty()
                : Optional.of(new Reading(told, base, notes)
                        .read(
                                models,
                                controls,
                                info.header().width(),
                                info.header().height()));
    }

    /// One reading of A1111's text. What cannot be is left as it was, and told.
    private static final class Reading {
        private final PictureParameters told;
        private final GenerationRequest base;
        private final List<String> notes;
        private final ToldFields fields;
        private Optional<Repainting> repainting = Optional.empty();

        Reading(PictureParameters told, GenerationRequest base, List<String> notes) {
            this.told = told;
            this.base = base;
            this.notes = notes;
            fields = new ToldFields(told, notes, OF_NO_CONCERN);
        }

        ForeignRequest read(
                Function<String, Optional<String>> models,
                Function<String, Optional<String>> controls,
                int width,
                int height) {
            Compatibility rules =
                    take(A1111Field.COMPATIBILITY, Compatibility::get).orElse(Compatibility.A1111);
            String model = model(models);
            Prompt prompt = prompt();
            ImageSize last = take(A1111Field.SIZE, ImageSize::parse)
                    .or(() -> tried("size", () -> new ImageSize(width, height)))
                    .orElse(base.size());
            Optional<ImageSize> before = take(FIRST_PASS, text -> firstPass(text, last));
            ImageSize size = before.orElse(last);
            Sampling sampling = sampling(rules);
            Guidance guidance = guidance();
            NoiseSettings noise = noise();
            Ensemble ensemble = ensemble(models);
            Task task = task(models, before.map(_ -> last));
            List<ControlUnit> guides = ToldUnit.of(fields).stream()
                    .flatMap(unit -> unit.unit(fields, base.controls(), task, controls).stream())
                    .toList();
            Wrap tiling = take(A1111Field.TILING, Reading::tiling).orElse(Wrap.NONE);
            GenerationRequest request = tried(
                            A1111Field.COMPATIBILITY,
                            () -> new GenerationRequest(
                                    model, prompt, size, sampling, guidance, noise, rules, 1, 1, task))
                    .or(() -> tried(
                            "what it was made from",
                            () -> new GenerationRequest(model, prompt, size, sampling, guidance, noise, 1, 1, task)))
                    .orElseGet(() -> new GenerationRequest(
                            model, prompt, size, sampling, guidance, noise, 1, 1, new Task.TextToImage()));
            if (!fields.left().isEmpty()) {
                notes.add("not taken over: " + String.join(", ", fields.left()));
            }
            GenerationRequest all = with(A1111Field.REFINER, request, made -> made.withEnsemble(ensemble));
            all = with(A1111Field.TILING, all, made -> made.withTiling(tiling));
            if (model.equals(base.model())) {
                all = all.withVae(base.vae()).withTextEncoder(base.textEncoder());
            }
            return new ForeignRequest(with("ControlNet", all, made -> made.withControls(guides)), repainting, notes);
        }

        /// {@return `request` with more of what is told, unless the two cannot be together}
        private GenerationRequest with(String field, GenerationRequest request, UnaryOperator<GenerationRequest> more) {
            return tried(field, () -> more.apply(request)).orElse(request);
        }

        /// A1111's old hires fix: `0x0` stands for about 512×512 in the picture's shape, each side a multiple of 64.
        private static ImageSize firstPass(String text, ImageSize last) {
            if (!text.strip().equals("0x0")) {
                return ImageSize.parse(text);
            }
            double scale = Math.sqrt((double) OLD_SIDE * OLD_SIDE / ((double) last.width() * last.height()));
            return new ImageSize(
                    (int) Math.ceil(scale * last.width() / OLD_STEP) * OLD_STEP,
                    (int) Math.ceil(scale * last.height() / OLD_STEP) * OLD_STEP);
        }

        private static Wrap tiling(String told) {
            return switch (told.toLowerCase(Locale.ROOT)) {
                case "true" -> Wrap.BOTH;
                case "false" -> Wrap.NONE;
                default -> RequestJson.tiling(told);
            };
        }

        /// A second pass, where one is told of, or what it was made from.
        ///
        /// @param larger the size the old hires fix made it
        private Task task(Function<String, Optional<String>> models, Optional<ImageSize> larger) {
            Optional<Double> scale = number(A1111Field.HIRES_UPSCALE);
            Optional<ImageSize> resize =
                    take(A1111Field.HIRES_RESIZE, ImageSize::parse).or(() -> larger);
            Optional<String> upscaler = take(A1111Field.HIRES_UPSCALER, name -> name);
            int steps = whole(A1111Field.HIRES_STEPS).orElse(0);
            Optional<Double> cfg = number(A1111Field.HIRES_CFG);
            Optional<SamplerId> sampler =
                    take(A1111Field.HIRES_SAMPLER, name -> Samplers.parse(name).sampler());
            Optional<ScheduleId> schedule = take(A1111Field.HIRES_SCHEDULE, Reading::schedule);
            Optional<String> model = take(A1111Field.HIRES_CHECKPOINT, name -> here(name, models))
                    .flatMap(found -> found);
            Optional<String> prompt = take(A1111Field.HIRES_PROMPT, text -> text);
            Optional<String> negative = take(A1111Field.HIRES_NEGATIVE, text -> text);
            if (scale.isEmpty() && resize.isEmpty() && upscaler.isEmpty()) {
                ToldTask.Read read = new ToldTask(fields, base.task()).read();
                repainting = read.repainting();
                return read.task();
            }
            double denoise = number(A1111Field.DENOISING).orElse(HiresFix.USUAL_DENOISE);
            return tried(
                            A1111Field.HIRES_UPSCALE,
                            () -> new HiresFix(
                                    scale.orElse(HiresFix.USUAL_SCALE),
                                    resize,
                                    upscaler.orElse(LatentUpscale.LATENT.label()),
                                    steps,
                                    denoise,
                                    cfg,
                                    sampler,
                                    schedule,
                                    model,
                                    prompt,
                                    negative))
                    .<Task>map(fix -> new Task.TextToImage(Optional.of(fix)))
                    .orElseGet(Task.TextToImage::new);
        }

        private Ensemble ensemble(Function<String, Optional<String>> models) {
            double from = number(A1111Field.REFINER_SWITCH).orElse(Ensemble.Refiner.USUAL);
            double share = number(A1111Field.WITH_SHARE).orElse(Ensemble.Partner.USUAL);
            Optional<String> refiner =
                    take(A1111Field.REFINER, name -> here(name, models)).flatMap(found -> found);
            Optional<String> partner =
                    take(A1111Field.WITH, name -> here(name, models)).flatMap(found -> found);
            return tried(
                            A1111Field.REFINER_SWITCH,
                            () -> new Ensemble(
                                    refiner.map(name -> new Ensemble.Refiner(name, from)),
                                    partner.map(name -> new Ensemble.Partner(name, share))))
                    .orElse(Ensemble.NONE);
        }

        /// A1111 writes a part of the hash behind a refiner's name.
        private Optional<String> here(String told, Function<String, Optional<String>> models) {
            String name = NamedFile.of(told).name();
            Optional<String> found = models.apply(name);
            if (found.isEmpty()) {
                notes.add("the model " + name + " is not here; the picture goes without it");
            }
            return found;
        }

        private String model(Function<String, Optional<String>> models) {
            String name = told.model();
            if (name == null) {
                return base.model();
            }
            Optional<String> here = models.apply(name);
            if (here.isEmpty()) {
                notes.add("the model " + name + " is not here; " + base.model() + " stays");
            }
            return here.orElse(base.model());
        }

        private Prompt prompt() {
            PromptRules rules = new PromptRules(
                    take(A1111Field.DIALECT, PromptDialect::parse).orElse(PromptDialect.A1111),
                    take(A1111Field.EMPHASIS, Emphasis::parse).orElse(Emphasis.ORIGINAL));
            int skip = whole(A1111Field.CLIP_SKIP).orElse(1);
            AddOns loras = take(
                            A1111Field.LORAS,
                            text -> new AddOns(ExtraNetwork.take(text).networks()))
                    .orElse(AddOns.NONE);
            return tried("clip skip", () -> new Prompt(told.prompt(), told.negative(), skip, rules, loras))
                    .orElseGet(() -> new Prompt(told.prompt(), told.negative(), 1, rules, loras));
        }

        private Sampling sampling(Compatibility rules) {
            Optional<Samplers.Named> named = take(A1111Field.SAMPLER, Samplers::parse);
            Optional<ScheduleId> schedule = take(A1111Field.SCHEDULE, Reading::schedule);
            if (rules == Compatibility.COMFY) {
                named.map(Samplers.Named::sampler).ifPresent(here -> near(A1111Field.SAMPLER, here.label()));
                schedule.ifPresent(here -> near(A1111Field.SCHEDULE, here.label()));
            }
            int steps = whole(A1111Field.STEPS).orElse(base.sampling().steps());
            SamplerOptions options = SamplerOptions.NONE;
            for (SamplerOption option : SamplerOption.values()) {
                Optional<Double> value = take(option.label(), option::parse);
                if (value.isPresent()) {
                    options = options.with(option, value.get());
                }
            }
            SamplerOptions all = options;
            return tried(
                            "steps",
                            () -> new Sampling(
                                    named.map(Samplers.Named::sampler)
                                            .orElse(base.sampling().sampler()),
                                    schedule.or(() -> named.flatMap(Samplers.Named::schedule))
                                            .orElse(ScheduleId.AUTOMATIC),
                                    steps,
                                    all))
                    .orElse(base.sampling());
        }

        /// Where ours is the same as ComfyUI's, it is told under our name.
        private void near(String field, String here) {
            String name = told.field(field);
            if (!here.equals(name)) {
                notes.add(field + ": " + here + " is only near ComfyUI's " + name);
            }
        }

        private static ScheduleId schedule(String name) {
            return name.equalsIgnoreCase("Automatic")
                    ? ScheduleId.AUTOMATIC
                    : Schedules.find(name)
                            .map(ScheduleEntry::id)
                            .orElseThrow(() -> new RequestException("the schedule " + name + " is not known here"));
        }

        private Guidance guidance() {
            double scale = number(A1111Field.CFG_SCALE).orElse(base.guidance().scale());
            double minimum = number(A1111Field.NGMS).orElse(0.0);
            double early = number(SKIP_EARLY).orElse(0.0);
            double rescale = number(RESCALE).orElse(0.0);
            double image = number(IMAGE_CFG).orElse(Guidance.USUAL_IMAGE_SCALE);
            return tried("guidance", () -> {
                        GuidanceLimits limits =
                                new GuidanceLimits(minimum, false, early, GuidanceLimits.NONE.interval());
                        return new Guidance(
                                        scale,
                                        rescale,
                                        limits,
                                        Optional.empty(),
                                        0,
                                        Optional.empty(),
                                        Optional.empty(),
                                        false)
                                .withImageScale(image);
                    })
                    .orElse(base.guidance());
        }

        private NoiseSettings noise() {
            Seed seed = take(A1111Field.SEED, Seed::parse).orElse(base.noise().seed());
            RandomSource source =
                    take(A1111Field.RNG, Reading::source).orElse(RandomSource.NV); // A1111 itself draws on the GPU
            Optional<Seed> other = take(A1111Field.VARIATION_SEED, Seed::parse);
            double strength = number(A1111Field.VARIATION_STRENGTH).orElse(0.0);
            String path = take(A1111Field.VARIATION_PATH, String::strip).orElse("");
            Optional<ImageSize> from = take(A1111Field.SEED_RESIZE_FROM, ImageSize::parse);
            int delta = whole(A1111Field.ENSD).orElse(0);
            return tried(
                            "variation",
                            () -> new NoiseSettings(
                                    seed,
                                    source,
                                    (strength > 0 || !path.isEmpty()) && other.isPresent()
                                            ? new Variation(other.get(), strength).after(path)
                                            : Variation.NONE,
                                    from,
                                    delta))
                    .orElseGet(() -> new NoiseSettings(seed, source));
        }

        private static RandomSource source(String name) {
            return name.equalsIgnoreCase("GPU") ? RandomSource.NV : RandomSource.get(name);
        }

        private Optional<Double> number(String field) {
            return fields.number(field);
        }

        private OptionalInt whole(String field) {
            return fields.whole(field);
        }

        private <T> Optional<T> take(String field, Function<String, T> read) {
            return fields.take(field, read);
        }

        private <T> Optional<T> tried(String field, ToldFields.Made<T> made) {
            return fields.tried(field, made);
        }
    }
}
