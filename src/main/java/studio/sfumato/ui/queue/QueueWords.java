package studio.sfumato.ui.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.ui.common.Messages;

/// Says how the queue and its jobs stand.
public final class QueueWords {
    private static final int MINUTE = 60;
    private static final int HOUR = 60;

    private QueueWords() {}

    /// {@return a time to come, roughly: a person does not plan by tenths of seconds}
    public static String about(Duration time, Messages words) {
        long seconds = Math.max(1, time.toSeconds());
        long minutes = Math.round(seconds / (double) MINUTE);
        if (seconds < 2 * MINUTE) {
            return words.text("time.seconds", seconds);
        }
        return minutes < 2 * HOUR
                ? words.text("time.minutes", minutes)
                : words.text("time.hours", minutes / HOUR, minutes % HOUR);
    }

    /// {@return how many jobs there are of each kind; kinds without any are left out}
    static String counts(QueueCounts counts, Messages words) {
        List<String> parts = new ArrayList<>();
        add(parts, "queue.count.running", counts.running(), words);
        add(parts, "queue.count.waiting", counts.waiting(), words);
        add(parts, "queue.count.held", counts.held(), words);
        add(parts, "queue.count.failed", counts.failed(), words);
        add(parts, "queue.count.done", counts.done(), words);
        return String.join(" · ", parts);
    }

    private static void add(List<String> parts, String key, int count, Messages words) {
        if (count > 0) {
            parts.add(words.text(key, count));
        }
    }

    /// {@return where a job stands}
    static String state(JobState state, Messages words) {
        if (state instanceof JobState.Done(int step) && step > 0) {
            return words.text("queue.state.ended", step);
        }
        return words.text(
                switch (state) {
                    case JobState.Waiting _ -> "queue.state.waiting";
                    case JobState.Held _ -> "queue.state.held";
                    case JobState.Running _ -> "queue.state.running";
                    case JobState.Done _ -> "queue.state.done";
                    case JobState.Cancelled _ -> "queue.state.cancelled";
                    case JobState.Failed _ -> "queue.state.failed";
                });
    }

    /// {@return what a job makes}
    static String about(QueuedJob job, Messages words) {
        GenerationRequest request = job.request();
        return words.text(
                "queue.about",
                job.made().size(),
                request.count(),
                request.model(),
                request.size().width(),
                request.size().height(),
                request.sampling().steps(),
                request.noise().seed().toString());
    }
}
