package studio.sfumato.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import studio.sfumato.diffusion.sampler.SamplerEntry;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.ScheduleEntry;
import studio.sfumato.diffusion.schedule.Schedules;

/// `sfumato samplers`: what `--sampler` and `--schedule` may be.
@Command(name = "samplers", description = "List the samplers and noise schedules with their other names.")
final class SamplersCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Samplers");
        for (SamplerEntry sampler : Samplers.all()) {
            out.println("  %-27s %-12s %s"
                    .formatted(sampler.label(), sampler.automatic(), about(sampler))
                    .stripTrailing());
        }
        out.println();
        out.println("Schedules (Automatic takes the one named beside the sampler)");
        for (ScheduleEntry schedule : Schedules.all()) {
            out.println("  %-24s %s"
                    .formatted(schedule.label(), String.join("", aliases(schedule.aliases())))
                    .stripTrailing());
        }
    }

    private static String about(SamplerEntry sampler) {
        List<String> about = new ArrayList<>();
        for (SamplerEntry.Trait trait : SamplerEntry.Trait.values()) {
            if (sampler.traits().contains(trait)) {
                about.add(
                        switch (trait) {
                            case ADDS_NOISE -> "adds noise at each step";
                            case BROWNIAN -> "Brownian noise";
                            case USES_ENSD -> "takes ENSD";
                            case TWO_CALLS -> "two network calls a step";
                            case THREE_CALLS -> "three network calls a step";
                            case COUNTS_CALLS -> "steps count calls of the network, three a step";
                            case ADAPTIVE -> "chooses its steps itself";
                            case DISCARDS_PENULTIMATE -> "leaves out the last noise level but one";
                            case CFG_PLUS_PLUS -> "CFG++";
                            case OWN_SCHEDULE -> "has its own noise levels";
                        });
            }
        }
        about.addAll(aliases(sampler.aliases()));
        return String.join("; ", about);
    }

    private static List<String> aliases(List<String> aliases) {
        return aliases.isEmpty() ? List.of() : List.of("also " + String.join(", ", aliases));
    }
}
