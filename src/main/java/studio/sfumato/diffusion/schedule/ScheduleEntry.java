package studio.sfumato.diffusion.schedule;

import java.util.List;
import java.util.Set;
import studio.sfumato.diffusion.Catalogue;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.ScheduleId;

/// A schedule people can choose.
///
/// @param name how A1111's API calls it: `karras`
/// @param aliases its other names
/// @param options what can be set about it
public record ScheduleEntry(
        ScheduleId id, String name, List<String> aliases, Schedule schedule, Set<SamplerOption> options)
        implements Catalogue.Entry {
    @Override
    public String label() {
        return id.label();
    }

    /// {@return the schedule with what was set about it}
    public Schedule with(SamplerOptions set) {
        return schedule.withRho(set.get(SamplerOption.RHO, schedule.rho()));
    }
}
