package studio.sfumato.diffusion.sampler;

import java.util.List;
import java.util.Set;
import studio.sfumato.diffusion.Catalogue;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.prompt.StepRange;

/// A sampler people can choose.
///
/// @param aliases its names in other tools
/// @param automatic the schedule `Automatic` stands for
public record SamplerEntry(SamplerId id, List<String> aliases, Sampler sampler, ScheduleId automatic, Set<Trait> traits)
        implements Catalogue.Entry {
    /// What is worth knowing about a sampler before choosing it.
    public enum Trait {
        /// Adds fresh noise at each step: more steps give another picture, not a finer one.
        ADDS_NOISE,
        /// Calls the network twice a step.
        TWO_CALLS,
        /// Calls the network three times a step.
        THREE_CALLS,
        /// Has noise levels of its own; the schedule plays no part.
        OWN_SCHEDULE
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
}
