package studio.sfumato.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import studio.sfumato.diffusion.GenerationRequest;

/// A request in the queue, as it is at one moment.
///
/// @param id what it is called, in this queue and every other
/// @param request what was asked for
/// @param place where its pictures go
/// @param state where it stands
/// @param made the files of the pictures that are written, by their numbers from 0
/// @param skipped the numbers of the pictures that are not wanted
public record QueuedJob(
        String id,
        GenerationRequest request,
        Destination place,
        JobState state,
        SortedMap<Integer, Path> made,
        SortedSet<Integer> skipped) {
    /// Copies what may change.
    public QueuedJob {
        made = Collections.unmodifiableSortedMap(new TreeMap<>(made));
        skipped = Collections.unmodifiableSortedSet(new TreeSet<>(skipped));
    }

    /// A job all of whose pictures are wanted.
    public QueuedJob(
            String id, GenerationRequest request, Destination place, JobState state, SortedMap<Integer, Path> made) {
        this(id, request, place, state, made, new TreeSet<>());
    }

    /// Some of a request's pictures, one after the other.
    ///
    /// @param first the number of the first, from 0
    /// @param count how many
    record Part(int first, int count) {}

    /// {@return how many pictures are still to be made}
    public int left() {
        return request.count() - made.size() - skipped.size();
    }

    /// {@return the same in another state; one that waits again wants every picture}
    QueuedJob in(JobState other) {
        boolean again = other instanceof JobState.Waiting;
        return new QueuedJob(id, request, place, other, made, again ? new TreeSet<>() : skipped);
    }

    QueuedJob with(int picture, Path file) {
        SortedMap<Integer, Path> more = new TreeMap<>(made);
        more.put(picture, file);
        return new QueuedJob(id, request, place, state, more, skipped);
    }

    QueuedJob without(int picture) {
        if (picture >= request.count() || made.containsKey(picture)) {
            return this;
        }
        SortedSet<Integer> more = new TreeSet<>(skipped);
        more.add(picture);
        return new QueuedJob(id, request, place, state, made, more);
    }

    /// {@return the pictures that are still to be made, in as few runs as possible: where a batch has one
    /// generator, all or one at a time}
    List<Part> missing() {
        List<Part> parts = new ArrayList<>();
        boolean cut = request.compat().perPicture() || (made.isEmpty() && skipped.isEmpty());
        int first = 0;
        for (int i = 0; i <= request.count(); i++) {
            if (i == request.count() || made.containsKey(i) || skipped.contains(i)) {
                if (i > first) {
                    parts.add(new Part(first, i - first));
                }
                first = i + 1;
            } else if (!cut) {
                parts.add(new Part(i, 1));
                first = i + 1;
            }
        }
        return parts;
    }
}
