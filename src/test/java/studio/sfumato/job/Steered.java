package studio.sfumato.job;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.NetworkKey;
import studio.sfumato.diffusion.PictureControl;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Pipeline;
import studio.sfumato.diffusion.Previews;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.image.Raster;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.addon.AddOnShelf;

/// Makes pictures on the thread that asks, so that a wish made at a step is heard before the next begins. An engine
/// does not wait for those who listen: under load it is some steps, or at its end, when they make their wish.
final class Steered implements AutoCloseable {
    private final ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions();
    private final List<GenerationEvent> events = new CopyOnWriteArrayList<>(); // previews have a thread of their own
    private final Pipeline pipeline;

    Steered(ModelSource model, Function<PictureRef, Raster> sources) {
        OrtRuntime runtime = OrtRuntime.start();
        ProviderChoice cpu = ProviderChoice.parse("cpu");
        pipeline = new Pipeline(
                model,
                runtime,
                cache,
                new SessionSettings(cpu, 1, WeightMode.FOLDED),
                AddOnShelf.none(),
                sources,
                new HiresEnlarger(AddOnShelf.none(), runtime, () -> new EngineSettings(cpu, 1, Optional.empty())),
                Previews.COLOURS);
    }

    /// {@return whether it came to an end of its own rather than being cancelled}
    ///
    /// @param wish what is wished at the step with this number, counted over all pictures
    boolean run(GenerationRequest request, int step, BiConsumer<PictureControl, CancellationToken> wish) {
        CancellationToken token = new CancellationToken();
        PictureControl control = new PictureControl(token);
        AtomicInteger steps = new AtomicInteger();
        return run(request, control, event -> {
            if (event instanceof GenerationEvent.Stepped && steps.incrementAndGet() == step) {
                wish.accept(control, token);
            }
        });
    }

    /// {@return the same, of a request without further wishes}
    boolean run(GenerationRequest request, PictureControl control) {
        return run(request, control, _ -> {});
    }

    private boolean run(GenerationRequest request, PictureControl control, Consumer<GenerationEvent> listener) {
        events.clear();
        try {
            pipeline.generate(
                    request,
                    event -> {
                        events.add(event);
                        listener.accept(event);
                    },
                    control);
            return true;
        } catch (CancelledException cancelled) {
            return false;
        }
    }

    /// {@return what happened in the last run}
    List<GenerationEvent> events() {
        return events;
    }

    /// {@return the pictures it made}
    List<GenerationEvent.ImageReady> pictures() {
        return events.stream()
                .filter(GenerationEvent.ImageReady.class::isInstance)
                .map(GenerationEvent.ImageReady.class::cast)
                .toList();
    }

    @Override
    public void close() {
        cache.close();
    }
}
