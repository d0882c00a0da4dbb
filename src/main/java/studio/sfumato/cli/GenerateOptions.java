package studio.sfumato.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import studio.sfumato.error.RequestException;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.runtime.Cores;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.WeightMode;

/// The words of `sfumato generate`, as they were typed; `null` where nothing was.
final class GenerateOptions {
    @Mixin
    PromptArgs prompt = new PromptArgs();

    @Option(
            names = "--model",
            paramLabel = "NAME|PATH",
            description = "A model's name, as `sfumato models` lists it, or its folder (default: ${DEFAULT-VALUE}).")
    String model = "starter";

    @Mixin
    SamplingArgs sampling = new SamplingArgs();

    @Mixin
    GuidanceArgs guidance = new GuidanceArgs();

    @Mixin
    NoiseArgs noise = new NoiseArgs();

    @Option(names = "--size", paramLabel = "WxH", description = "The picture's size in pixels, such as 512x768.")
    @Nullable
    String size;

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
