package studio.sfumato.diffusion;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.InferenceException;
import studio.sfumato.image.LatentPreview;
import studio.sfumato.tensor.Tensor;

/// Tells of each step and of what it took the picture for. Previews are told on a thread of their own, in order, so
/// that drawing them keeps no step waiting; nobody draws what nobody looks at. Closing waits for the last.
final class StepReporter implements StepListener, AutoCloseable {
    private static final double NANOS = 1e9;

    private final List<Integer> pictures;
    private final int before;
    private final int steps;
    private final LatentPreview previews;
    private final Optional<TinyPreview> tiny;
    private final Consumer<GenerationEvent> events;
    private final CancellationToken token;
    private final ExecutorService painter =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("preview").factory());
    private long begin = System.nanoTime();
    private int current;
    private @Nullable Estimates latest;
    private Optional<Sampled> soFar;

    /// @param soFar what there is before the first step, if anything; its number is that of the steps
    ///     before
    /// @param steps how many there are in all
    StepReporter(
            List<Integer> pictures,
            Optional<Sampled> soFar,
            int steps,
            LatentPreview previews,
            Optional<TinyPreview> tiny,
            Consumer<GenerationEvent> events,
            CancellationToken token) {
        this.pictures = pictures;
        this.soFar = soFar;
        before = soFar.map(Sampled::step).orElse(0);
        current = before + 1;
        this.steps = steps;
        this.previews = previews;
        this.tiny = tiny;
        this.events = events;
        this.token = token;
    }

    /// {@return the step under way, from 1}
    int current() {
        return current;
    }

    /// {@return what the last step took the clean pictures for; empty before the first}
    Optional<Sampled> soFar() {
        return soFar;
    }

    /// {@return `model`, whose estimates are held until the next}; nothing more is calculated or copied for that.
    Denoiser watching(Denoiser model) {
        return new Denoiser() {
            @Override
            public Tensor denoise(Tensor x, double sigma) {
                return estimates(x, sigma).guided();
            }

            @Override
            public Estimates estimates(Tensor x, double sigma) {
                Estimates made = model.estimates(x, sigma);
                latest = made;
                return made;
            }
        };
    }

    @Override
    public void step(int index, Tensor x, Tensor denoised) {
        token.throwIfCancelled();
        if (!denoised.isFinite()) {
            throw new InferenceException("the sampler left the range of numbers (NaN or infinity)");
        }
        long now = System.nanoTime();
        int step = before + index + 1;
        soFar = Optional.of(new Sampled(denoised, step));
        int of = Math.max(step, steps); // an adaptive sampler may take more than was thought
        double took = (now - begin) / NANOS;
        events.accept(new GenerationEvent.Stepped(pictures, step, of, took));
        tiny.ifPresent(better -> better.stepTook(took));
        begin = now;
        current = Math.min(step + 1, steps);
        Estimates estimates = latest == null ? Estimates.unguided(denoised) : latest.withGuided(denoised);
        painter.execute(() -> {
            for (int i = 0; i < pictures.size(); i++) {
                events.accept(new GenerationEvent.Previewed(
                        pictures.get(i), step, of, LatentFrame.of(estimates, i, previews, tiny)));
            }
        });
    }

    @Override
    public void close() {
        painter.close();
        tiny.ifPresent(TinyPreview::close);
    }
}
