package studio.sfumato.ui.queue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.job.SeenStep;

/// All the window can do to the queue and to what is being made, on threads of its own: every method returns at once.
/// What comes of it is told to whoever watches.
public interface Easel {
    /// Puts a request at the end of the queue.
    void ask(GenerationRequest request);

    /// Puts a request at the end of the queue whose pictures are called `name` after their number.
    void ask(GenerationRequest request, String name);

    /// Ends the job called `id` early: the picture under way is kept as it is, and no other is made.
    void interrupt(String id);

    /// Leaves out the picture under way of the job called `id`.
    void skip(String id);

    /// Stops the job called `id`; it stays in the queue.
    void cancel(String id);

    /// Puts a job that was stopped or taken out back as it was, at `place` in the order.
    void restore(QueuedJob job, int place);

    /// Moves a job to another place in the order, 0 the first.
    void move(String id, int place);

    /// Lets nothing more begin, or goes on.
    void pause(boolean on);

    /// Lets a job wait for its turn again; pictures it has made are not made again.
    void retry(String id);

    /// Puts the same request at the end once more.
    void duplicate(String id);

    /// Takes a job out.
    void remove(String id);

    /// Writes a picture into `folder` that could not be written where its job says.
    void keepElsewhere(QueuedJob job, GenerationEvent.ImageReady picture, Path folder);

    /// Writes what was seen of a step beside the pictures of its job.
    ///
    /// @param kept hears, on any thread, of the file it is in
    void keepStep(QueuedJob job, SeenStep seen, Consumer<Path> kept);

    /// {@return how long `request` would take; empty before the first step on this machine}
    Optional<Duration> predict(GenerationRequest request);
}
