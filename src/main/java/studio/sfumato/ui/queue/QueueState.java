package studio.sfumato.ui.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import studio.sfumato.job.QueuedJob;

/// The queue at one moment.
///
/// @param jobs all jobs in order
/// @param paused whether nothing more begins
/// @param left how long everything will take; empty while that is not known
public record QueueState(List<QueuedJob> jobs, boolean paused, Optional<Duration> left) {
    /// Nothing.
    public static final QueueState EMPTY = new QueueState(List.of(), false, Optional.empty());
}
