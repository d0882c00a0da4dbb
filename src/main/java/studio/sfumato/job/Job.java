package studio.sfumato.job;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.CancellationToken;

/// One request on its way: its listener hears every event in order, exactly one of them the last.
public final class Job {
    private final GenerationRequest request;
    private final Consumer<GenerationEvent> listener;
    private final CancellationToken token = new CancellationToken();
    private final CompletableFuture<GenerationEvent> end = new CompletableFuture<>();

    Job(GenerationRequest request, Consumer<GenerationEvent> listener) {
        this.request = request;
        this.listener = listener;
    }

    /// {@return what was asked for}
    public GenerationRequest request() {
        return request;
    }

    /// Ends the job now: the listener hears [GenerationEvent.Cancelled] before this returns and nothing afterwards. The
    /// network that is running stops within one graph node; a model that is loading finishes loading unseen.
    public void cancel() {
        emit(new GenerationEvent.Cancelled());
        token.cancel();
    }

    /// {@return the last event, once it has come: [GenerationEvent.Finished], [GenerationEvent.Cancelled] or
    /// [GenerationEvent.Failed]}
    public CompletableFuture<GenerationEvent> end() {
        return end.copy();
    }

    CancellationToken token() {
        return token;
    }

    /// Tells the listener, unless the job has ended.
    void emit(GenerationEvent event) {
        boolean last = event instanceof GenerationEvent.Finished
                || event instanceof GenerationEvent.Cancelled
                || event instanceof GenerationEvent.Failed;
        synchronized (this) {
            if (end.isDone()) {
                return;
            }
            listener.accept(event);
            if (last) {
                end.complete(event);
            }
        }
    }
}
