package studio.sfumato.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The sum of a queue's changes. Changes that make no sense, such as one about a job that is not there,
/// change nothing.
final class QueueLedger {
    private Map<String, QueuedJob> jobs = new LinkedHashMap<>();
    private boolean paused;

    List<QueuedJob> jobs() {
        return List.copyOf(jobs.values());
    }

    Optional<QueuedJob> job(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    boolean paused() {
        return paused;
    }

    Optional<QueuedJob> next() {
        return jobs.values().stream()
                .filter(job -> job.state() instanceof JobState.Waiting)
                .findFirst();
    }

    void apply(QueueChange change) {
        switch (change) {
            case QueueChange.Added added ->
                jobs.putIfAbsent(
                        added.id(),
                        new QueuedJob(
                                added.id(), added.request(), added.place(), new JobState.Waiting(), new TreeMap<>()));
            case QueueChange.Made made ->
                jobs.computeIfPresent(
                        made.id(),
                        (_, job) ->
                                made.picture() < job.request().count() ? job.with(made.picture(), made.file()) : job);
            case QueueChange.Skipped skipped ->
                jobs.computeIfPresent(skipped.id(), (_, job) -> job.without(skipped.picture()));
            case QueueChange.Turned turned -> jobs.computeIfPresent(turned.id(), (_, job) -> job.in(turned.state()));
            case QueueChange.Ordered ordered -> order(ordered.ids());
            case QueueChange.Removed removed -> jobs.remove(removed.id());
            case QueueChange.Paused now -> paused = now.on();
        }
    }

    private void order(List<String> ids) {
        Map<String, QueuedJob> sorted = new LinkedHashMap<>();
        for (String id : ids) {
            job(id).ifPresent(job -> sorted.put(id, job));
        }
        jobs.forEach(sorted::putIfAbsent);
        jobs = sorted;
    }

    /// {@return what has happened to `job` since it was added}
    static List<QueueChange> happened(QueuedJob job) {
        List<QueueChange> changes = new ArrayList<>();
        job.made().forEach((picture, file) -> changes.add(new QueueChange.Made(job.id(), picture, file)));
        if (!(job.state() instanceof JobState.Waiting)) {
            changes.add(new QueueChange.Turned(job.id(), job.state()));
        }
        job.skipped().forEach(picture -> changes.add(new QueueChange.Skipped(job.id(), picture)));
        return changes;
    }

    /// {@return changes that make this queue of an empty one}
    List<QueueChange> changes() {
        List<QueueChange> changes = new ArrayList<>();
        for (QueuedJob job : jobs.values()) {
            changes.add(new QueueChange.Added(job.id(), job.request(), job.place()));
            changes.addAll(happened(job));
        }
        if (paused) {
            changes.add(new QueueChange.Paused(true));
        }
        return changes;
    }
}
