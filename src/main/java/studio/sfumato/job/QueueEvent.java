package studio.sfumato.job;

import java.nio.file.Path;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.error.StudioException;

/// What a queue tells its listener. Pictures are numbered from 0 within their job, whatever part of it is
/// being made.
public sealed interface QueueEvent {
    /// Jobs were added, removed, put in another order, or stand somewhere else: ask [JobQueue#jobs()].
    record Changed() implements QueueEvent {}

    /// A job's turn has come.
    record Began(QueuedJob job) implements QueueEvent {}

    /// A job is no longer running; or it was stopped or taken out while it waited, and never began. It is told once for
    /// every time that a job waits for its turn.
    ///
    /// @param job as it stands now, [JobState.Cancelled] if it was taken out
    record Ended(QueuedJob job) implements QueueEvent {}

    /// Something happened to the running job; anything but a picture that is ready.
    record Heard(QueuedJob job, GenerationEvent event) implements QueueEvent {}

    /// A picture is ready and written.
    record Saved(QueuedJob job, GenerationEvent.ImageReady picture, Path file) implements QueueEvent {}

    /// A picture is ready, but it could not be written: it may be offered elsewhere.
    record Unsaved(QueuedJob job, GenerationEvent.ImageReady picture, StudioException problem) implements QueueEvent {}
}
