package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.collections.ObservableList;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.queue.QueueModel;

/// Pictures that could not be written. Each stays in memory until it is safe somewhere, or its note is closed.
final class LostPictures {
    private final QueueModel queue;
    private final ObservableList<Note> notes;
    private final Map<Named, Note> offered = new HashMap<>();
    private Supplier<Optional<Path>> folders = Optional::empty;

    /// A picture that is nowhere but in memory.
    private record Named(String job, int picture) {}

    /// @param notes where they are offered
    LostPictures(QueueModel queue, ObservableList<Note> notes) {
        this.queue = queue;
        this.notes = notes;
    }

    /// Asks `picker` for a folder for them.
    void pickFoldersWith(Supplier<Optional<Path>> picker) {
        folders = picker;
    }

    /// Offers one in a note.
    void offer(QueueEvent.Unsaved lost) {
        safe(lost.job(), lost.picture());
        Note note = Note.of(lost.problem())
                .with(new Note.Action(
                        "save-elsewhere",
                        () -> folders.get()
                                .ifPresent(folder -> queue.keepElsewhere(lost.job(), lost.picture(), folder))));
        offered.put(new Named(lost.job().id(), lost.picture().picture()), note);
        notes.add(note);
    }

    /// A picture is in a file: its note goes, if it has one.
    void safe(QueuedJob job, GenerationEvent.ImageReady picture) {
        Note note = offered.remove(new Named(job.id(), picture.picture()));
        if (note != null) {
            notes.remove(note);
        }
    }
}
