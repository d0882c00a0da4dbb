package studio.sfumato.diffusion;

import studio.sfumato.error.RequestException;

/// A schedule by its label, spelt as in A1111: `Karras`. `Schedules` finds it by this and by its other names.
public record ScheduleId(String label) {
    /// Stands for the schedule a sampler is normally used with.
    public static final ScheduleId AUTOMATIC = new ScheduleId("Automatic");

    /// Refuses a blank label.
    public ScheduleId {
        if (label.isBlank()) {
            throw new RequestException("schedule must not be empty");
        }
    }

    @Override
    public String toString() {
        return label;
    }
}
