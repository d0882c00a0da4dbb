package studio.sfumato.ui.gallery;

import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.library.Picture;
import studio.sfumato.library.Thumbnails;

/// Small copies of the pictures in sight. Those that have scrolled out of sight before their turn are not
/// made. The last ones are remembered: twice as many as are in sight, or more while they are few.
///
/// Copies come and go by the thousand while one scrolls. Each is written where another was: as garbage they would be
/// too old, and too much, to be collected without a pause that one sees.
final class ThumbnailsModel {
    private static final int REMEMBERED_PIXELS = 13 << 19; // 26 MB
    private static final int AT_ONCE = 4; // two more than there are threads, so that none waits for the window's

    private final Function<Picture, Raster> copies;
    private final Desks desks;
    private final ReadOnlyLongWrapper changes = new ReadOnlyLongWrapper();
    private final Deque<Picture> wanted = new ArrayDeque<>();
    private final Set<FileKey> underWay = new HashSet<>();
    private int side = Thumbnails.SIDE;
    private int most;
    private final Map<FileKey, Thumb> known = new LinkedHashMap<>(64, 0.75f, true);
    private final Deque<int[]> spare = new ArrayDeque<>();

    /// @param copies gives the small copy of a picture, made if there is none
    ThumbnailsModel(Function<Picture, Raster> copies, Desks desks) {
        this.copies = copies;
        this.desks = desks;
    }

    /// {@return counts up whenever one more can be shown}
    ReadOnlyLongProperty changesProperty() {
        return changes.getReadOnlyProperty();
    }

    /// {@return what can be shown of `picture`; `null` until that is known}
    @Nullable
    Thumb get(Picture picture) {
        return known.get(FileKey.of(picture));
    }

    /// These pictures are in sight, and no others. Their copies come in just the size they are shown in: enlarging or
    /// shrinking them anew for each frame would take most of the time that drawing takes.
    ///
    /// @param squares the side of the squares they are shown in, in the screen's pixels
    void want(List<Picture> inSight, int squares) {
        wanted.clear();
        side = squares;
        most = Math.max(2 * inSight.size(), REMEMBERED_PIXELS / (side * side));
        for (Picture picture : inSight) {
            FileKey key = FileKey.of(picture);
            Thumb made = known.get(key);
            boolean fits = made != null && !(made instanceof Thumb.Ready old && old.side() != side);
            if (!fits && !underWay.contains(key)) {
                wanted.add(picture);
            }
        }
        forget();
        begin();
    }

    /// Forgets what could not be shown: the files may have changed.
    void retry() {
        known.values().removeIf(thumb -> !(thumb instanceof Thumb.Ready));
        changes.set(changes.get() + 1);
    }

    private void begin() {
        while (underWay.size() < AT_ONCE && !wanted.isEmpty()) {
            Picture picture = wanted.remove();
            FileKey key = FileKey.of(picture);
            int size = side;
            int[] room = room(size * size);
            underWay.add(key);
            desks.pixels().execute(() -> {
                Thumb thumb = thumb(picture, size, room);
                desks.window().run(() -> done(key, thumb, room));
            });
        }
    }

    private void done(FileKey key, Thumb thumb, int... room) {
        underWay.remove(key);
        if (!(thumb instanceof Thumb.Ready)) {
            spare.push(room);
        }
        free(known.put(key, thumb));
        forget();
        begin();
        changes.set(changes.get() + 1);
    }

    /// Forgets those not looked at for the longest.
    private void forget() {
        Iterator<Thumb> eldest = known.values().iterator();
        while (known.size() > most && eldest.hasNext()) {
            free(eldest.next());
            eldest.remove();
        }
    }

    private void free(@Nullable Thumb thumb) {
        if (thumb instanceof Thumb.Ready ready) {
            spare.push(ready.argb());
        }
    }

    /// {@return room for so many pixels; what has another size is of no more use}
    private int[] room(int pixels) {
        while (!spare.isEmpty()) {
            int[] room = spare.pop();
            if (room.length == pixels) {
                return room;
            }
        }
        return new int[pixels];
    }

    private Thumb thumb(Picture picture, int size, int... room) {
        if (!Files.exists(picture.file())) {
            return new Thumb.Gone();
        }
        try {
            Raster copy = copies.apply(picture);
            double scale = (double) size / Math.max(copy.width(), copy.height());
            int width = (int) Math.max(1, Math.round(copy.width() * scale));
            int height = (int) Math.max(1, Math.round(copy.height() * scale));
            Raster fitting = Resampler.BILINEAR.resize(copy, width, height);
            Arrays.fill(room, 0);
            for (int y = 0; y < height; y++) {
                fitting.copyRow(y, room, ((size - height) / 2 + y) * size + (size - width) / 2);
            }
            return new Thumb.Ready(room, size);
        } catch (StudioException unreadable) {
            return new Thumb.Broken(String.valueOf(unreadable.getMessage()));
        }
    }
}
