package studio.sfumato.ui.queue;

import java.util.List;
import studio.sfumato.image.Raster;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueuedJob;

/// A job as the list shows it.
///
/// @param thumbnails its last pictures, small, the newest last
public record QueueRow(QueuedJob job, List<Raster> thumbnails) {
    /// {@return its name}
    public String id() {
        return job.id();
    }

    /// {@return whether it can be moved: it waits}
    public boolean movable() {
        return job.state() instanceof JobState.Waiting;
    }

    /// {@return where its kind stands in the list: what is made, what waits, what needs somebody, what is over}
    int group() {
        return switch (job.state()) {
            case JobState.Running _ -> 0;
            case JobState.Waiting _ -> 1;
            case JobState.Held _ -> 2;
            case JobState.Failed _ -> 3;
            case JobState.Done _, JobState.Cancelled _ -> 4;
        };
    }
}
