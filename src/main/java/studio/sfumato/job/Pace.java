package studio.sfumato.job;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;

/// How long a step takes, learnt from the steps that were taken, and so how long a queue will take. Safe
/// for use by several threads.
final class Pace {
    /// How much the newest step counts.
    private static final double NEWEST = 0.3;

    private static final double MILLIS = 1000;

    private record Kind(String model, ImageSize size) {}

    private final Map<Kind, Double> secondsAStep = new HashMap<>();
    private int stepsLeftNow;
    private int picturesNow;

    synchronized void heard(GenerationRequest request, GenerationEvent.Stepped stepped) {
        int pictures = Math.max(1, stepped.pictures().size());
        double seconds = stepped.seconds() / pictures;
        secondsAStep.merge(
                new Kind(request.model(), request.size()),
                seconds,
                (known, now) -> (1 - NEWEST) * known + NEWEST * now);
        stepsLeftNow = stepped.steps() - stepped.step();
        picturesNow = pictures;
    }

    synchronized void ended() {
        stepsLeftNow = 0;
        picturesNow = 0;
    }

    /// {@return how long `jobs` will still take; empty before the first step}
    synchronized Optional<Duration> left(Collection<QueuedJob> jobs) {
        if (secondsAStep.isEmpty()) {
            return Optional.empty();
        }
        double seconds = 0;
        for (QueuedJob job : jobs) {
            boolean running = job.state() instanceof JobState.Running;
            if (!job.state().ended()) {
                int steps = job.request().sampling().steps();
                int whole = Math.max(0, job.left() - (running ? picturesNow : 0));
                double left = (double) whole * steps + (running ? (double) stepsLeftNow * picturesNow : 0);
                seconds += left * step(job.request());
            }
        }
        return Optional.of(Duration.ofMillis(Math.round(seconds * MILLIS)));
    }

    /// Another size of the same model takes time as its pixels; another model is taken to be as quick as
    /// the others.
    private double step(GenerationRequest request) {
        Double known = secondsAStep.get(new Kind(request.model(), request.size()));
        if (known != null) {
            return known;
        }
        boolean sameModel = secondsAStep.keySet().stream().anyMatch(kind -> kind.model.equals(request.model()));
        return secondsAStep.entrySet().stream()
                .filter(entry -> !sameModel || entry.getKey().model.equals(request.model()))
                .mapToDouble(entry -> entry.getValue() * pixels(request.size()) / pixels(entry.getKey().size))
                .average()
                .orElse(0);
    }

    private static double pixels(ImageSize size) {
        return (double) size.width() * size.height();
    }
}
