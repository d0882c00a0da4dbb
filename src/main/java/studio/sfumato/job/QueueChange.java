package studio.sfumato.job;

import java.nio.file.Path;
import java.util.List;
import studio.sfumato.diffusion.GenerationRequest;

/// Something that happened to a queue. A queue is the sum of its changes, so keeping them is keeping it.
public sealed interface QueueChange {
    /// A request was added at the end.
    record Added(String id, GenerationRequest request, Destination place) implements QueueChange {}

    /// A picture was written.
    ///
    /// @param picture its number, from 0
    record Made(String id, int picture, Path file) implements QueueChange {}

    /// A picture is not wanted.
    ///
    /// @param picture its number, from 0
    record Skipped(String id, int picture) implements QueueChange {}

    /// A job stands somewhere else.
    record Turned(String id, JobState state) implements QueueChange {}

    /// The jobs go in another order; jobs that are not named come after those that are.
    record Ordered(List<String> ids) implements QueueChange {}

    /// A job is no longer in the queue.
    record Removed(String id) implements QueueChange {}

    /// The queue waits before its next job, or goes on.
    record Paused(boolean on) implements QueueChange {}
}
