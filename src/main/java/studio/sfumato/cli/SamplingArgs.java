package studio.sfumato.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.prompt.PromptLine;
import studio.sfumato.weights.ModelDefaults;

/// How noise becomes a picture, as it was typed; `null` where nothing was.
final class SamplingArgs {
    @Option(names = "--sampler", paramLabel = "NAME", description = "Such as \"DPM++ 2M\"; see `sfumato samplers`.")
    @Nullable
    String sampler;

    @Option(names = "--schedule", paramLabel = "NAME", description = "Noise schedule: Automatic, Karras, …")
    @Nullable
    String schedule;

    @Option(names = "--steps", paramLabel = "N", description = "How many sampling steps.")
    @Nullable
    Integer steps;

    /// {@return what a model prefers}
    static Sampling preferred(ModelDefaults defaults) {
        return new Sampling(
                Samplers.parse(defaults.sampler()).sampler(), Schedules.parse(defaults.schedule()), defaults.steps());
    }

    /// A sampler that was named without a schedule goes with the one at the end of its name, or with its own; the
    /// model's schedule goes with the model's sampler.
    Sampling sampling(PromptLine line, ModelDefaults defaults) {
        Optional<String> namedSampler = line.sampler().or(() -> Optional.ofNullable(sampler));
        Optional<String> namedSchedule = line.schedule().or(() -> Optional.ofNullable(schedule));
        Samplers.Named named = Samplers.parse(namedSampler.orElse(defaults.sampler()));
        ScheduleId chosen = namedSchedule
                .map(Schedules::parse)
                .or(named::schedule)
                .orElseGet(
                        () -> namedSampler.isPresent() ? ScheduleId.AUTOMATIC : Schedules.parse(defaults.schedule()));
        return new Sampling(named.sampler(), chosen, line.steps().orElse(steps == null ? defaults.steps() : steps));
    }
}
