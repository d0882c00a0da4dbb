package studio.sfumato.ui.queue;

import java.util.List;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueuedJob;

/// How many jobs there are of each kind.
///
/// @param held left by a program that ended
/// @param done made or stopped
public record QueueCounts(int running, int waiting, int held, int failed, int done) {
    /// No jobs.
    public static final QueueCounts NONE = new QueueCounts(0, 0, 0, 0, 0);

    static QueueCounts of(List<QueuedJob> jobs) {
        QueueCounts counts = NONE;
        for (QueuedJob job : jobs) {
            counts = counts.plus(job.state());
        }
        return counts;
    }

    private QueueCounts plus(JobState state) {
        return switch (state) {
            case JobState.Running _ -> new QueueCounts(running + 1, waiting, held, failed, done);
            case JobState.Waiting _ -> new QueueCounts(running, waiting + 1, held, failed, done);
            case JobState.Held _ -> new QueueCounts(running, waiting, held + 1, failed, done);
            case JobState.Failed _ -> new QueueCounts(running, waiting, held, failed + 1, done);
            case JobState.Done _, JobState.Cancelled _ -> new QueueCounts(running, waiting, held, failed, done + 1);
        };
    }

    /// {@return how many are still to be made, whether they wait by themselves or not}
    public int open() {
        return running + waiting + held;
    }
}
