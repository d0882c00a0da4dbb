package studio.sfumato.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.sfumato.error.RequestException;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.settings.Settings;

/// How networks are run, as it was typed; `null` where nothing was and the settings count.
final class EngineArgs {
    @Option(names = "--provider", paramLabel = "NAME", description = "auto, cpu, cuda, …; see `sfumato doctor`.")
    @Nullable
    String provider;

    @Option(names = "--threads", paramLabel = "N", description = "Threads for the networks (default: one a core).")
    @Nullable
    Integer threads;

    @Option(
            names = "--weights",
            paramLabel = "MODE",
            description = "auto, folded (all in memory) or mapped (least memory).")
    @Nullable
    String weights;

    /// {@return how the engine is to run}
    ///
    /// @throws RequestException if a value cannot be
    EngineSettings engine(Settings settings) {
        return new EngineSettings(
                provider == null ? settings.provider() : ProviderChoice.parse(provider),
                threads == null ? settings.threadsHere() : threads,
                weights == null ? settings.weights() : mode(weights),
                settings.previews());
    }

    private static Optional<WeightMode> mode(String text) {
        return switch (text) {
            case "auto" -> Optional.empty();
            case "folded" -> Optional.of(WeightMode.FOLDED);
            case "mapped" -> Optional.of(WeightMode.MAPPED);
            default ->
                throw new RequestException("unknown weights mode '" + text + "'", "valid: auto, folded, mapped", null);
        };
    }
}
