package studio.sfumato.ui.gallery;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import studio.sfumato.error.StudioException;
import studio.sfumato.library.Picture;

/// What the index says about the pictures in sight. A few thousand are remembered; of several stretches asked
/// for while one is being read, only the last is read.
final class PagesModel {
    private static final int REMEMBERED = 4000;

    private final Store store;
    private final Desks desks;
    private final Consumer<StudioException> failed;
    private final Latest loading;
    private final ReadOnlyLongWrapper changes = new ReadOnlyLongWrapper();
    private final Map<Long, Optional<Picture>> known = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Optional<Picture>> eldest) {
            return size() > REMEMBERED;
        }
    };

    PagesModel(Store store, Desks desks, Consumer<StudioException> failed) {
        this.store = store;
        this.desks = desks;
        this.failed = failed;
        loading = new Latest(desks.loading());
    }

    /// {@return the picture `id`, as far as it has been read and is in the gallery}
    Optional<Picture> get(long id) {
        Optional<Picture> read = known.get(id);
        return read == null ? Optional.empty() : read;
    }

    /// {@return whether `id` has been read: then [#get] is empty only where it is no longer in the gallery}
    boolean isRead(long id) {
        return known.containsKey(id);
    }

    /// {@return counts up whenever more is known}
    ReadOnlyLongProperty changesProperty() {
        return changes.getReadOnlyProperty();
    }

    /// Reads what is not known of these pictures.
    void want(long... ids) {
        long[] unknown = Arrays.stream(ids).filter(id -> !known.containsKey(id)).toArray();
        if (unknown.length == 0) {
            return;
        }
        Runnable load = () -> {
            List<Picture> pictures = store.library().load(unknown);
            desks.window().run(() -> read(unknown, pictures));
        };
        loading.run(() -> desks.attempt(load, failed));
    }

    private void read(long[] ids, List<Picture> pictures) {
        Map<Long, Picture> found = new HashMap<>();
        pictures.forEach(picture -> found.put(picture.id(), picture));
        for (long id : ids) {
            known.put(id, Optional.ofNullable(found.get(id)));
        }
        changes.set(changes.get() + 1);
    }

    /// Takes in what is known about pictures already.
    void take(Collection<Picture> pictures) {
        pictures.forEach(picture -> known.put(picture.id(), Optional.of(picture)));
        changes.set(changes.get() + 1);
    }

    /// Forgets all: the files may have changed.
    void forget() {
        known.clear();
        changes.set(changes.get() + 1);
    }
}
