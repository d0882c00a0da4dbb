package studio.sfumato.ui.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueuedJob;

/// Collects the steps of the picture under way, of a batch those of its last picture. It never holds more than [#MOST]:
/// of a picture with more steps every second is kept, or every fourth, and so on, and always the last. Safe for use by
/// several threads.
final class Reel {
    /// The most steps that are held.
    static final int MOST = 60;

    private final List<Film.Shot> shots = new ArrayList<>();
    private Film.@Nullable Shot last;
    private String job = "";
    private int picture = -1;
    private int every = 1;

    /// Something happened in the queue.
    synchronized void heard(QueueEvent event) {
        switch (event) {
            case QueueEvent.Heard heard -> {
                if (heard.event() instanceof GenerationEvent.Previewed previewed) {
                    add(heard.job(), previewed);
                }
            }
            case QueueEvent.Began _ -> clear("", -1);
            case QueueEvent.Ended ended -> {
                if (ended.job().id().equals(job)) { // another's, which waited, may end meanwhile
                    clear("", -1);
                }
            }
            case QueueEvent.Changed _, QueueEvent.Saved _, QueueEvent.Unsaved _ -> {}
        }
    }

    /// {@return the steps of a picture that was made just now}; they are held here no longer.
    synchronized Optional<Film> take(QueuedJob of, int number) {
        if (!of.id().equals(job) || number != picture || last == null) {
            return Optional.empty();
        }
        List<Film.Shot> all = new ArrayList<>(shots);
        if (all.isEmpty() || all.getLast().step() != last.step()) {
            all.add(last);
        }
        clear(job, picture);
        return Optional.of(new Film(of, number, List.copyOf(all)));
    }

    private void add(QueuedJob of, GenerationEvent.Previewed previewed) {
        boolean same = of.id().equals(job);
        if (same && previewed.picture() < picture) {
            return;
        }
        if (!same || previewed.picture() > picture) {
            clear(of.id(), previewed.picture());
        }
        last = new Film.Shot(previewed.step(), previewed.steps(), previewed.frame());
        if ((previewed.step() - 1) % every == 0) {
            shots.add(last);
            if (shots.size() == MOST) {
                every *= 2;
                shots.removeIf(shot -> (shot.step() - 1) % every != 0);
            }
        }
    }

    private void clear(String now, int number) {
        shots.clear();
        last = null;
        every = 1;
        job = now;
        picture = number;
    }
}
