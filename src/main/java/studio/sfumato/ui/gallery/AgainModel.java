package studio.sfumato.ui.gallery;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.job.ForeignRequest;
import studio.sfumato.ui.common.Note;

/// Makes a picture again: its settings, its seed, or variations of it.
final class AgainModel {
    private final Studio studio;
    private final Desks desks;
    private final Consumer<Note> tell;

    /// @param tell tells the user
    AgainModel(Studio studio, Desks desks, Consumer<Note> tell) {
        this.studio = studio;
        this.desks = desks;
        this.tell = tell;
    }

    /// Puts the picture in a file on the canvas.
    void canvas(Path file) {
        studio.canvas(file);
    }

    /// Puts everything that made the picture into the form.
    void use(Details details) {
        with(details, this::use);
    }

    /// Puts its seed into the form.
    void useSeed(Details details) {
        details.seed().ifPresent(text -> {
            try {
                studio.useSeed(Seed.parse(text));
            } catch (RequestException unclear) {
                tell.accept(Note.of(unclear));
            }
        });
    }

    /// Leads to variations of it.
    void vary(Details details) {
        Path file = details.picture().file();
        with(details, made -> studio.vary(made.request(), file));
    }

    private void use(ForeignRequest made) {
        studio.use(made.request());
        made.repainting().ifPresent(how -> studio.repaint(made.request(), how));
    }

    /// Reads a file that was dropped onto the window and puts what made it into the form. One that tells
    /// nothing changes nothing.
    void drop(Path file) {
        read(() -> PictureInfo.read(file), this::use);
    }

    private void with(Details details, Consumer<ForeignRequest> then) {
        PictureInfo info = details.info();
        if (info != null) {
            read(() -> info, then);
        }
    }

    private void read(Supplier<PictureInfo> source, Consumer<ForeignRequest> then) {
        GenerationRequest asked = studio.asked();
        Runnable read = () -> {
            PictureInfo info = source.get();
            Optional<ForeignRequest> found = ForeignRequest.of(info, asked, studio::model, studio::control);
            PictureParameters told = info.parameters();
            List<String> missing = told == null ? List.of() : studio.missing(told);
            desks.window().run(() -> take(info, found, missing, then));
        };
        desks.pixels().execute(() -> desks.attempt(read, fault -> tell.accept(Note.of(fault))));
    }

    private void take(
            PictureInfo info, Optional<ForeignRequest> read, List<String> missing, Consumer<ForeignRequest> then) {
        if (read.isEmpty()) {
            tell.accept(new Note(
                    true,
                    info.file() + " does not tell how it was made (written by: "
                            + info.origin().title() + ")",
                    null));
            return;
        }
        then.accept(read.get());
        Stream.concat(read.get().notes().stream(), missing.stream()).forEach(note -> studio.tell(Note.notice(note)));
    }
}
