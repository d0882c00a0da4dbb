package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.Printable;
import studio.sfumato.error.StudioException;
import studio.sfumato.job.QueueFolder;
import studio.sfumato.library.Library;

/// Enters pictures in the gallery the moment they are made. A picture that cannot be entered is safe all
/// the same, and the next rescan finds it; that is told once.
final class GalleryEntry implements AutoCloseable {
    private final Workshop workshop;
    private final PrintWriter err;
    private @Nullable Library library;
    private boolean told;

    GalleryEntry(Workshop workshop, PrintWriter err) {
        this.workshop = workshop;
        this.err = err;
    }

    /// Enters a picture that was just made.
    void enter(Path picture) {
        if (Files.isRegularFile(picture)) { // not a device
            entering(library -> library.add(picture));
        }
    }

    /// Enters what programs that were killed have made, where they had not come to it.
    void catchUp(List<QueueFolder.Left> all) {
        List<Path> made = all.stream().flatMap(left -> left.made().stream()).toList();
        if (!made.isEmpty()) {
            entering(library -> library.catchUp(made));
        }
    }

    private synchronized void entering(Consumer<Library> work) {
        try {
            if (library == null) {
                library = workshop.library();
            }
            work.accept(library);
        } catch (StudioException problem) {
            if (!told) {
                err.println("note: not in the gallery yet: " + Printable.of(String.valueOf(problem.getMessage())));
                err.flush();
            }
            told = true;
        }
    }

    @Override
    public synchronized void close() {
        if (library != null) {
            library.close();
        }
    }
}
