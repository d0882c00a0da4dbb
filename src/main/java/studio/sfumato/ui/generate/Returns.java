package studio.sfumato.ui.generate;

import java.util.function.Consumer;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.queue.QueueModel;

/// What comes back of what was asked for: every part of the workspace hears of it what concerns it.
///
/// @param queue hears of steps
/// @param progress how far it is
/// @param made the pictures
/// @param film the steps of the last of them
/// @param lost those that could not be written
/// @param notes what the artist should know
/// @param timed runs when steps have told more about time
/// @param over hears of jobs that were run and have ended
record Returns(
        QueueModel queue,
        ProgressModel progress,
        MadeModel made,
        FilmModel film,
        LostPictures lost,
        ObservableList<Note> notes,
        Runnable timed,
        Consumer<QueuedJob> over) {
    void hear(Told told) {
        switch (told.event()) {
            case QueueEvent.Changed _ -> {}
            case QueueEvent.Began began -> {
                progress.begin(began.job());
                film.close();
            }
            case QueueEvent.Heard heard -> {
                if (told.drawn() != null) {
                    progress.preview(told.drawn());
                }
                heard(heard.job(), heard.event());
            }
            case QueueEvent.Saved saved -> {
                progress.heard(saved.picture());
                lost.safe(saved.job(), saved.picture());
                if (told.made() != null) {
                    made.add(told.made(), saved.picture().image());
                }
                load(told.film());
            }
            case QueueEvent.Unsaved unsaved -> {
                progress.heard(unsaved.picture());
                made.show(unsaved.picture().image());
                lost.offer(unsaved);
                load(told.film());
            }
            case QueueEvent.Ended ended -> {
                boolean ran = progress.end(ended.job());
                timed.run();
                if (ran) {
                    over.accept(ended.job());
                }
            }
        }
    }

    private void load(@Nullable Film next) {
        if (next == null) {
            film.drop();
        } else {
            film.load(next);
        }
    }

    private void heard(QueuedJob job, GenerationEvent event) {
        progress.heard(event);
        switch (event) {
            case GenerationEvent.Notice notice -> notes.add(Note.notice(notice.message()));
            case GenerationEvent.Failed failed ->
                notes.add(Note.failed(failed.message(), failed.hint(), failed.exitCode()));
            case GenerationEvent.Stepped stepped -> {
                queue.stepped(job, stepped.pictures().getFirst(), (double) stepped.step() / stepped.steps());
                timed.run();
            }
            default -> {}
        }
    }
}
