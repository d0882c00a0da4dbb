package studio.sfumato.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.error.RequestException;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.runtime.Cores;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.WeightMode;

/// The words of `sfumato generate`, as they were typed; `null` where nothing was.
final class GenerateOptions {
    @Parameters(arity = "0..*", paramLabel = "PROMPT", description = "What to paint; several words make one prompt.")
    @Nullable
    List<String> words;

    @Option(names = "--negative", paramLabel = "TEXT", description = "What to keep out of the picture.")
    String negative = "";

    @Option(
            names = "--model",
            paramLabel = "NAME|PATH",
            description = "A model's name, as `sfumato models` lists it, or its folder (default: ${DEFAULT-VALUE}).")
    String model = "starter";

    @Option(names = "--sampler", paramLabel = "NAME", description = "Such as \"DPM++ 2M\"; see `sfumato samplers`.")
    @Nullable
    String sampler;

    @Option(names = "--schedule", paramLabel = "NAME", description = "Noise schedule: Automatic, Karras, …")
    @Nullable
    String schedule;

    @Option(names = "--steps", paramLabel = "N", description = "How many sampling steps.")
    @Nullable
    Integer steps;

    @Option(names = "--cfg", paramLabel = "X", description = "CFG scale: how closely the prompt is followed; 1 is off.")
    @Nullable
    Double cfg;

    @Option(names = "--seed", paramLabel = "N", description = "The first picture's seed; -1 picks one (the default).")
    String seed = "-1";

    @Option(names = "--rng", paramLabel = "NAME", description = "Whose random numbers: nv, A1111's (default), or cpu.")
    String rng = "nv";

    @Option(names = "--size", paramLabel = "WxH", description = "The picture's size in pixels, such as 512x768.")
    @Nullable
    String size;

    @Option(names = "--clip-skip", paramLabel = "N", description = "Text encoder layers, from the end; 1 skips none.")
    int clipSkip = 1;

    @Option(
            names = "--emphasis",
            paramLabel = "MODE",
            description = "What weights such as (fox:1.3) do: Original, \"No norm\", Ignore, None.")
    String emphasis = "Original";

    @Option(names = "--count", paramLabel = "N", description = "How many pictures; picture i has seed + i.")
    int count = 1;

    @Option(names = "--batch", paramLabel = "N", description = "How many of them at once.")
    int batch = 1;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description = "One picture for each line of a text file, or each row of a .csv with a column `prompt`.")
    @Nullable
    Path prompts;

    @Option(names = "--provider", paramLabel = "NAME", description = "auto, cpu, cuda, …; see `sfumato doctor`.")
    String provider = "auto";

    @Option(names = "--threads", paramLabel = "N", description = "Threads for the networks (default: one a core).")
    @Nullable
    Integer threads;

    @Option(names = "--weights", paramLabel = "MODE", description = "auto, folded (fastest) or mapped (least memory).")
    String weights = "auto";

    @Option(names = "--preview-dir", paramLabel = "DIR", description = "Write a picture of every step there.")
    @Nullable
    Path previewDir;

    @Option(names = "--contact-sheet", description = "Also write one picture with every step side by side.")
    boolean contactSheet;

    @Option(names = "--events", description = "Print every event as a line of JSON.")
    boolean events;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE|DIR",
            description = "Where pictures go (default: the folder ${DEFAULT-VALUE}).")
    Path out = Path.of("sfumato-out");

    /// {@return how the engine is to run}
    ///
    /// @throws RequestException if a value cannot be
    EngineSettings engine() {
        return new EngineSettings(
                ProviderChoice.parse(provider), threads == null ? Cores.choice() : threads, weightMode());
    }

    /// {@return whose random numbers are wanted}
    RandomSource randomSource() {
        return RandomSource.get(rng);
    }

    private Optional<WeightMode> weightMode() {
        return switch (weights) {
            case "auto" -> Optional.empty();
            case "folded" -> Optional.of(WeightMode.FOLDED);
            case "mapped" -> Optional.of(WeightMode.MAPPED);
            default ->
                throw new RequestException(
                        "unknown weights mode '" + weights + "'", "valid: auto, folded, mapped", null);
        };
    }
}
