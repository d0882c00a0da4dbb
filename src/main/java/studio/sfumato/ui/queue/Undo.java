package studio.sfumato.ui.queue;

import studio.sfumato.job.QueuedJob;

/// Something that was done to a job and can be undone for a while.
///
/// @param job as it was before
/// @param place where in the order it is to come back
/// @param removed whether it was taken out, rather than stopped
public record Undo(QueuedJob job, int place, boolean removed) {}
