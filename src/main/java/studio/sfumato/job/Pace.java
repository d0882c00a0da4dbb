package studio.sfumato.job;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.Stage;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.upscale.SdUpscale;

/// How long pictures take on this machine, learnt from those that were made: the time of one pass of the network over
/// one picture, and that of decoding it. Safe for use by several threads.
final class Pace {
    /// How much the newest step counts.
    private static final double NEWEST = 0.3;

    private static final double MILLIS = 1000;

    /// @param joint whether a step is one of many tiles
    private record Kind(String model, ImageSize size, boolean joint) {
        Kind(GenerationRequest request) {
            this(
                    request.model(),
                    request.size(),
                    request.task() instanceof Task.Upscale task
                            && task.how().method() == SdUpscale.Method.MULTIDIFFUSION);
        }

        double pixels() {
            return (double) size.width() * size.height();
        }
    }

    /// How pictures are cut into tiles; of how many sizes they may be, there are few of these.
    private record Cut(SdUpscale how, ImageSize tile) {}

    /// @param pass seconds one pass of the network takes
    /// @param decode seconds decoding takes; 0 while unknown
    private record Known(double pass, double decode) {}

    private final Map<Kind, Known> known = new HashMap<>();
    /// How many tiles the picture was made in that was last made larger so.
    private final Map<Cut, Integer> tiles = new HashMap<>();
    private int stepsLeftNow;
    private int picturesNow;

    /// Something happened to the running job.
    synchronized void heard(GenerationRequest request, GenerationEvent event) {
        if (event instanceof GenerationEvent.Stepped stepped) {
            picturesNow = Math.max(1, stepped.pictures().size());
            stepsLeftNow = stepped.steps() - stepped.step();
            cut(request).ifPresent(cut -> tiles.put(cut, Math.max(1, Math.ceilDiv(stepped.steps(), steps(request)))));
            double pass = stepped.seconds() * stepped.steps() / tiles(request) / picturesNow / passes(request);
            known.merge(new Kind(request), new Known(pass, 0), Pace::mix);
        } else if (event instanceof GenerationEvent.StageDone done && done.stage() == Stage.DECODE) {
            double decode = done.seconds() / tiles(request) / Math.max(1, picturesNow);
            known.computeIfPresent(new Kind(request), (_, now) -> new Known(now.pass, decode));
            stepsLeftNow = 0;
            picturesNow = 0;
        }
    }

    private static Optional<Cut> cut(GenerationRequest request) {
        return request.task() instanceof Task.Upscale task
                ? Optional.of(new Cut(task.how(), request.size()))
                : Optional.empty();
    }

    /// {@return in how many tiles a picture is made, each of the request's size}: as many as the last that was cut so,
    /// and 1 until then
    private int tiles(GenerationRequest request) {
        return cut(request).map(tiles::get).orElse(1);
    }

    private static Known mix(Known before, Known now) {
        return new Known((1 - NEWEST) * before.pass + NEWEST * now.pass, before.decode);
    }

    /// {@return how many steps are taken, nearly: from a picture on fewer than were asked for}
    private static int steps(GenerationRequest request) {
        int all = request.sampling().steps();
        return request.compat() == Compatibility.COMFY
                ? all
                : request.task()
                        .change()
                        .map(change -> Math.min(all, (int) (change * all) + 1))
                        .orElse(all);
    }

    /// {@return how often the network passes over each picture}
    private static double passes(GenerationRequest request) {
        int calls =
                Samplers.get(request.sampling().sampler()).calls(steps(request)).steps();
        return request.guidance().guided() ? 2.0 * calls : calls;
    }

    /// The running job has ended.
    synchronized void ended() {
        stepsLeftNow = 0;
        picturesNow = 0;
    }

    /// {@return how long `request` will take; empty before the first step on this machine}
    synchronized Optional<Duration> whole(GenerationRequest request) {
        return known.isEmpty() ? Optional.empty() : Optional.of(duration(request.count() * picture(request)));
    }

    /// {@return how long `jobs` will still take; empty before the first step}
    synchronized Optional<Duration> left(Collection<QueuedJob> jobs) {
        if (known.isEmpty()) {
            return Optional.empty();
        }
        double seconds = 0;
        for (QueuedJob job : jobs) {
            boolean running = job.state() instanceof JobState.Running;
            if (!job.state().ended()) {
                int now = running ? Math.min(picturesNow, job.left()) : 0;
                double share = (double) stepsLeftNow / steps(job.request());
                seconds += (job.left() - now) * picture(job.request())
                        + now * (share * sampling(job.request()) + tiles(job.request()) * decoding(job.request()));
            }
        }
        return Optional.of(duration(seconds));
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * MILLIS));
    }

    private double picture(GenerationRequest request) {
        return tiles(request) * (sampling(request) + decoding(request));
    }

    private double sampling(GenerationRequest request) {
        return passes(request) * estimate(request, Known::pass);
    }

    private double decoding(GenerationRequest request) {
        return estimate(request, Known::decode);
    }

    /// Another size of the same model takes time as its pixels; another model is taken to be as quick as the others.
    private double estimate(GenerationRequest request, ToDoubleFunction<Known> what) {
        Kind kind = new Kind(request);
        Known exact = known.get(kind);
        if (exact != null) {
            return what.applyAsDouble(exact);
        }
        boolean sameModel = known.keySet().stream().anyMatch(each -> each.model.equals(kind.model));
        return known.entrySet().stream()
                .filter(entry -> !sameModel || entry.getKey().model.equals(kind.model))
                .mapToDouble(entry -> what.applyAsDouble(entry.getValue())
                        * kind.pixels()
                        / entry.getKey().pixels())
                .average()
                .orElse(0);
    }
}
