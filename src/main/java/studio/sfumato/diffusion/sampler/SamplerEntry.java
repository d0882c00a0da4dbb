package studio.sfumato.diffusion.sampler;

import java.util.List;
import java.util.Set;
import studio.sfumato.diffusion.Catalogue;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.prompt.StepRange;

/// A sampler people can choose.
///
/// @param aliases its names in other tools
/// @param automatic the schedule `Automatic` stands for
/// @param options what can be set about it
public record SamplerEntry(
        SamplerId id,
        List<String> aliases,
        Maker maker,
        ScheduleId automatic,
        Set<Trait> traits,
        Set<SamplerOption> options)
        implements Catalogue.Entry {
    /// Makes the sampler a request asks for.
    @FunctionalInterface
    public interface Maker {
        /// {@return the sampler}
        ///
        /// @param options what was set about it
        /// @param training what the model was trained on
        Sampler make(SamplerOptions options, NoiseSchedule training);
    }

    /// What is worth knowing about a sampler before choosing it.
    public enum Trait {
        /// Adds fresh noise at each step: more steps give another picture, not a finer one.
        ADDS_NOISE,
        /// The noise is that of a Brownian tree.
        BROWNIAN,
        /// A1111's eta noise seed delta moves the seed of its noise.
        USES_ENSD,
        /// Calls the network twice a step.
        TWO_CALLS,
        /// Calls the network three times a step.
        THREE_CALLS,
        /// Spends the steps asked for on calls of the network, three a step.
        COUNTS_CALLS,
        /// Chooses how many steps it takes.
        ADAPTIVE,
        /// Leaves out the last noise level above 0 of a schedule one step longer.
        DISCARDS_PENULTIMATE,
        /// Has noise levels of its own; the schedule plays no part.
        OWN_SCHEDULE,
        /// Needs the estimate without the prompt, whatever the guidance.
        CFG_PLUS_PLUS
    }

    /// {@return which calls of the network a prompt's times are counted in: two a step for the samplers that A1111
    /// calls second order (`modules/sd_samplers_common.py`, `total_steps`)}
    public StepRange calls(int steps) {
        return StepRange.first(traits.contains(Trait.TWO_CALLS) ? 2 * steps : steps);
    }

    @Override
    public String label() {
        return id.label();
    }

    /// {@return whether it has this trait}
    public boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
