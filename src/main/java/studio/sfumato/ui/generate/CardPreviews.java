package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.image.Raster;
import studio.sfumato.image.SquarePicture;
import studio.sfumato.ui.common.FxThread;

/// The pictures beside LoRAs and embeddings, small, read one after the other in the background, what was asked for last
/// first. Belongs to the window's thread.
final class CardPreviews {
    private static final Logger LOG = LoggerFactory.getLogger(CardPreviews.class);
    private static final int SIDE = 256; // twice what a card shows, for dense screens
    private static final int REMEMBERED = 120;
    private static final int MOST_WAITING = 30; // more than that have scrolled out of sight

    private record Waiting(Path file, ReadOnlyObjectWrapper<@Nullable Raster> shown) {}

    private final Executor background;
    private final FxThread window;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Path, ReadOnlyObjectWrapper<@Nullable Raster>> known = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, ReadOnlyObjectWrapper<@Nullable Raster>> eldest) {
            return size() > REMEMBERED;
        }
    };
    private boolean reading;

    CardPreviews(Executor background, FxThread window) {
        this.background = background;
        this.window = window;
    }

    /// {@return the picture in `file`; `null` until it has been read, and for good if it cannot be}
    ReadOnlyObjectProperty<@Nullable Raster> of(Path file) {
        ReadOnlyObjectWrapper<@Nullable Raster> shown = known.get(file);
        if (shown == null) {
            shown = new ReadOnlyObjectWrapper<>(null);
            known.put(file, shown);
            waiting.addFirst(new Waiting(file, shown));
            if (waiting.size() > MOST_WAITING) {
                known.remove(waiting.removeLast().file());
            }
            next();
        }
        return shown.getReadOnlyProperty();
    }

    /// {@return whether nothing is being read}
    boolean idle() {
        return !reading && waiting.isEmpty();
    }

    /// Reads all anew when they are asked for again: files may have changed.
    void forget() {
        known.clear();
        waiting.clear();
    }

    private void next() {
        Waiting first = reading ? null : waiting.poll();
        if (first == null) {
            return;
        }
        reading = true;
        background.execute(() -> {
            Raster small = read(first.file());
            window.run(() -> {
                reading = false;
                first.shown().set(small);
                next();
            });
        });
    }

    private static @Nullable Raster read(Path file) {
        try {
            return SquarePicture.read(file, SIDE);
        } catch (ImageFileException | NotEnoughMemoryException unreadable) {
            LOG.debug("no preview", unreadable); // the card shows its letter
            return null;
        }
    }
}
