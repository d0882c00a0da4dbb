package studio.sfumato.ui.generate;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.DoubleStream;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.BatchPlace;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.PromptTemplate;
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
import studio.sfumato.diffusion.guidance.DynamicThresholding;
import studio.sfumato.diffusion.guidance.FreeU;
import studio.sfumato.diffusion.guidance.GuidanceInterval;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.guidance.ScaleMode;
import studio.sfumato.diffusion.guidance.SelfAttention;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.SamplerEntry;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.net.unet.FreeUVersion;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptRules;

/// Requests with everything in them that can be, drawn at random.
final class RandomRequests {
    private final Random random;

    RandomRequests(long seed) {
        random = new Random(seed);
    }

    GenerationRequest next(String model) {
        Compatibility compat = pick(Compatibility.values());
        int count = random.nextBoolean() ? 1 : 1 + random.nextInt(20);
        return new GenerationRequest(
                        model,
                        random.nextBoolean() ? "" : "vae " + random.nextInt(),
                        new Prompt(
                                "a (fox:1." + random.nextInt(9) + "), " + random.nextInt(),
                                "text",
                                1 + random.nextInt(12),
                                rules(),
                                addOns(),
                                random.nextBoolean()
                                        ? Optional.of(new PromptTemplate("{a|b}", "__c__"))
                                        : Optional.empty()),
                        new ImageSize(8 * (2 + random.nextInt(1023)), 8 * (2 + random.nextInt(1023))),
                        sampling(),
                        guidance(),
                        noise(compat, count),
                        compat,
                        count,
                        1 + random.nextInt(GenerationRequest.LARGEST_BATCH),
                        new Task.TextToImage(random.nextBoolean() ? Optional.empty() : Optional.of(hires())),
                        ensemble())
                .withTiling(pick(Wrap.values()))
                .withControls(controls());
    }

    private List<ControlUnit> controls() {
        return random.nextBoolean()
                ? List.of()
                : List.of(new ControlUnit(
                        pick(ControlType.values()), true, new PictureRef("ab".repeat(32)), "net " + random.nextInt()));
    }

    private HiresFix hires() {
        return new HiresFix(
                1 + 7 * random.nextDouble(),
                random.nextBoolean() ? Optional.of(new ImageSize(512, 768)) : Optional.empty(),
                random.nextBoolean() ? "Lanczos" : "Latent (nearest)",
                random.nextInt(100),
                random.nextDouble(),
                random.nextBoolean() ? Optional.of(random.nextDouble()) : Optional.empty(),
                random.nextBoolean() ? Optional.of(new SamplerId("Heun")) : Optional.empty(),
                random.nextBoolean() ? Optional.of(ScheduleId.AUTOMATIC) : Optional.empty(),
                random.nextBoolean() ? Optional.of("another") : Optional.empty(),
                random.nextBoolean() ? Optional.of("larger") : Optional.empty(),
                random.nextBoolean() ? Optional.of("worse") : Optional.empty());
    }

    private Ensemble ensemble() {
        return new Ensemble(
                random.nextBoolean()
                        ? Optional.of(new Ensemble.Refiner("refiner " + random.nextInt(), random.nextDouble()))
                        : Optional.empty(),
                random.nextBoolean()
                        ? Optional.of(new Ensemble.Partner("other " + random.nextInt(), random.nextDouble()))
                        : Optional.empty());
    }

    private AddOns addOns() {
        return random.nextBoolean()
                ? AddOns.NONE
                : new AddOns(List.of(
                        ExtraNetwork.lora("clay", random.nextDouble(), random.nextDouble(), OptionalInt.empty())));
    }

    private PromptRules rules() {
        PromptDialect dialect = pick(PromptDialect.values());
        return new PromptRules(dialect, dialect == PromptDialect.A1111 ? pick(Emphasis.values()) : Emphasis.ORIGINAL);
    }

    private Sampling sampling() {
        SamplerEntry sampler = Samplers.all().get(random.nextInt(Samplers.all().size()));
        ScheduleId schedule = random.nextBoolean()
                ? ScheduleId.AUTOMATIC
                : Schedules.all().get(random.nextInt(Schedules.all().size())).id();
        SamplerOptions set = SamplerOptions.NONE;
        int steps = 1 + random.nextInt(Sampling.MOST_STEPS);
        if (random.nextInt(4) == 0 && !sampler.has(SamplerEntry.Trait.OWN_SCHEDULE)) {
            steps = 1 + random.nextInt(30);
            set = set.withSigmas(DoubleStream.concat(
                            random.doubles(steps, 1e-9, 20)
                                    .map(level -> -level)
                                    .sorted()
                                    .map(level -> -level),
                            DoubleStream.of(0))
                    .boxed()
                    .toList());
        }
        for (SamplerOption option : SamplerOption.values()) {
            Sampling sofar = new Sampling(sampler.id(), schedule, steps, set);
            if (random.nextBoolean() && Samplers.takes(sofar, option)) {
                set = set.with(option, value(option));
            }
        }
        return new Sampling(sampler.id(), schedule, steps, set);
    }

    private double value(SamplerOption option) {
        if (!option.numeric()) {
            return random.nextInt(option.words().size());
        }
        return option == SamplerOption.UNIPC_ORDER ? 1 + random.nextInt(50) : 0.1 + 0.9 * random.nextDouble();
    }

    private Guidance guidance() {
        boolean thresholded = random.nextInt(3) == 0;
        boolean attentive = random.nextInt(3) == 0;
        return new Guidance(
                random.nextInt(4) == 0 ? 1 : 100 * random.nextDouble(),
                thresholded ? 0 : maybe(),
                attentive ? GuidanceLimits.NONE : limits(),
                thresholded ? Optional.of(thresholding()) : Optional.empty(),
                20 * maybe(),
                attentive
                        ? Optional.of(new SelfAttention(
                                5 * random.nextDouble(1e-6, 1), 10 * random.nextDouble(1e-6, 1), 4 * maybe()))
                        : Optional.empty(),
                random.nextBoolean()
                        ? Optional.of(new FreeU(
                                pick(FreeUVersion.values()), 10 * maybe(), 10 * maybe(), 10 * maybe(), 10 * maybe()))
                        : Optional.empty(),
                random.nextBoolean());
    }

    private GuidanceLimits limits() {
        double sigma = 14 * maybe();
        GuidanceInterval interval = switch (random.nextInt(3)) {
            case 0 -> new GuidanceInterval.Everywhere();
            case 1 -> new GuidanceInterval.Levels(random.nextDouble(), 1 + random.nextDouble());
            default -> new GuidanceInterval.Steps(50 * random.nextDouble(), 50 + 50 * random.nextDouble());
        };
        return new GuidanceLimits(sigma, sigma > 0 && random.nextBoolean(), maybe(), interval);
    }

    private DynamicThresholding thresholding() {
        return new DynamicThresholding(
                100 * random.nextDouble(),
                random.nextDouble(1e-6, 1),
                pick(ScaleMode.values()),
                100 * maybe(),
                pick(ScaleMode.values()),
                100 * maybe(),
                100 * maybe(),
                random.nextBoolean(),
                pick(DynamicThresholding.Startpoint.values()),
                pick(DynamicThresholding.Variability.values()),
                random.nextDouble());
    }

    private NoiseSettings noise(Compatibility compat, int count) {
        Seed seed = new Seed(random.nextLong());
        RandomSource rng = pick(RandomSource.values());
        if (compat.perPicture()) {
            return new NoiseSettings(
                    seed,
                    rng,
                    variation(random.nextInt(3)),
                    random.nextBoolean()
                            ? Optional.of(new ImageSize(512, 8 * (2 + random.nextInt(60))))
                            : Optional.empty(),
                    random.nextBoolean() ? random.nextInt() : 0);
        }
        BatchPlace place = count == 1 && random.nextBoolean()
                ? new BatchPlace(random.nextInt(5), 5 + random.nextInt(50))
                : BatchPlace.ALONE;
        return new NoiseSettings(seed, rng, Variation.NONE, Optional.empty(), 0, place);
    }

    private Variation variation(int before) {
        Variation one = new Variation(new Seed(random.nextLong()), maybe());
        return before == 0
                ? one
                : new Variation(new Seed(random.nextLong()), maybe(), Optional.of(variation(before - 1)));
    }

    private double maybe() {
        return random.nextBoolean() ? 0 : random.nextDouble();
    }

    private <T> T pick(T[] all) {
        return all[random.nextInt(all.length)];
    }
}
