package studio.sfumato.diffusion.schedule;

import java.util.List;
import studio.sfumato.diffusion.Catalogue;
import studio.sfumato.diffusion.ScheduleId;

/// A schedule people can choose.
///
/// @param name how A1111's API calls it: `karras`
/// @param aliases its other names
public record ScheduleEntry(ScheduleId id, String name, List<String> aliases, Schedule schedule)
        implements Catalogue.Entry {
    @Override
    public String label() {
        return id.label();
    }
}
