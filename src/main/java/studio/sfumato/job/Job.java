package studio.sfumato.job;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.PictureControl;
import studio.sfumato.error.CancellationToken;

/// One request on its way. Its listener hears every event in order, exactly one of them the last, on a thread of the
/// job's own: however slow the listener is, neither the networks nor a cancel wait for it.
public final class Job {
    private final GenerationRequest request;
    private final Voice<GenerationEvent> voice;
    private final CancellationToken token = new CancellationToken();
    private final CompletableFuture<GenerationEvent> end = new CompletableFuture<>();
    private final PictureControl control = new PictureControl(token);
    private boolean begun;
    private boolean ended;

    Job(GenerationRequest request, Consumer<GenerationEvent> listener) {
        this.request = request;
        voice = new Voice<>("events", listener);
    }

    /// {@return what was asked for}
    public GenerationRequest request() {
        return request;
    }

    /// Ends the job now: after what has happened already the listener hears [GenerationEvent.Cancelled] and nothing
    /// more. The network that is running stops within one graph node; a model that is loading finishes unseen.
    public void cancel() {
        token.cancel();
        emit(new GenerationEvent.Cancelled());
    }

    /// Ends the job early and keeps what there is: of the pictures under way what the last step has estimated, and none
    /// after them. Before the first step there is nothing to keep, and it is [#cancel()].
    public void interrupt() {
        boolean something;
        synchronized (this) {
            something = begun;
        }
        if (something) {
            control.keep();
        } else {
            cancel();
        }
    }

    /// Leaves out the picture under way and goes on with the next; the listener hears [GenerationEvent.Skipped].
    public void skip() {
        control.skip();
    }

    /// {@return the last event, once the listener has heard it: [GenerationEvent.Finished],
    /// [GenerationEvent.Cancelled] or [GenerationEvent.Failed]}
    public CompletableFuture<GenerationEvent> end() {
        return end.copy();
    }

    CancellationToken token() {
        return token;
    }

    PictureControl control() {
        return control;
    }

    /// Tells the listener, unless the job has ended. Returns at once.
    synchronized void emit(GenerationEvent event) {
        if (ended) {
            return;
        }
        begun = begun || event instanceof GenerationEvent.Stepped;
        ended = event instanceof GenerationEvent.Finished
                || event instanceof GenerationEvent.Cancelled
                || event instanceof GenerationEvent.Failed;
        voice.tell(event);
        if (ended) {
            voice.then(() -> end.complete(event));
            voice.close();
        }
    }
}
