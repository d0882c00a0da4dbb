package studio.sfumato.ui.queue;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.ui.common.FxThread;

/// The last pictures of the queue's jobs, small, read from their files in the background. Belongs to the window's
/// thread.
final class Thumbnails {
    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);
    private static final int SIDE = 112;
    private static final int EACH = 4;

    private final Executor background;
    private final FxThread window;
    private final Runnable changed;
    private final Set<Path> asked = new HashSet<>();
    private final Map<Path, Raster> known = new HashMap<>();

    /// @param changed called when there is one more
    Thumbnails(Executor background, FxThread window, Runnable changed) {
        this.background = background;
        this.window = window;
        this.changed = changed;
    }

    /// {@return those of `job` that have been read, the newest last}
    List<Raster> of(QueuedJob job) {
        return last(job).stream().map(known::get).filter(Objects::nonNull).toList();
    }

    /// Reads those of `job` that have not been.
    void see(QueuedJob job) {
        last(job).stream().filter(asked::add).forEach(file -> background.execute(() -> read(file)));
    }

    /// Forgets those of all other jobs.
    void keepOnly(Collection<QueuedJob> jobs) {
        Set<Path> wanted = jobs.stream().flatMap(job -> last(job).stream()).collect(Collectors.toSet());
        asked.retainAll(wanted);
        known.keySet().retainAll(wanted);
    }

    private static List<Path> last(QueuedJob job) {
        List<Path> all = List.copyOf(job.made().values());
        return all.subList(Math.max(0, all.size() - EACH), all.size());
    }

    private void read(Path file) {
        try {
            Raster small = Resampler.LANCZOS.fit(Png.read(file).raster(), SIDE);
            window.run(() -> {
                if (asked.contains(file)) {
                    known.put(file, small);
                    changed.run();
                }
            });
        } catch (ImageFileException | NotEnoughMemoryException gone) {
            LOG.debug("no thumbnail", gone); // the row goes without
        }
    }
}
