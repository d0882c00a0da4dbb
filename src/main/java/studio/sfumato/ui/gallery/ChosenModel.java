package studio.sfumato.ui.gallery;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;

/// Which pictures are chosen, and which of them the keyboard stands on: as in every list of files.
final class ChosenModel {
    /// No picture has this number.
    static final long NONE = -1;

    private final Set<Long> ids = new LinkedHashSet<>();
    private final ReadOnlyIntegerWrapper count = new ReadOnlyIntegerWrapper();
    private final ReadOnlyLongWrapper current = new ReadOnlyLongWrapper(NONE);
    private final ReadOnlyLongWrapper changes = new ReadOnlyLongWrapper();
    private Found found = Found.NONE;
    private long anchor = NONE;

    /// {@return the numbers of the pictures chosen, in the order they were}
    Set<Long> ids() {
        return Collections.unmodifiableSet(ids);
    }

    /// {@return how many are chosen}
    ReadOnlyIntegerProperty countProperty() {
        return count.getReadOnlyProperty();
    }

    /// {@return the picture the keyboard stands on; [#NONE] for none}
    ReadOnlyLongProperty currentProperty() {
        return current.getReadOnlyProperty();
    }

    /// {@return counts up whenever others are chosen}
    ReadOnlyLongProperty changesProperty() {
        return changes.getReadOnlyProperty();
    }

    /// {@return the place of the picture the keyboard stands on; −1 for none}
    int place() {
        return current.get() == NONE ? -1 : Math.max(-1, found.place(current.get()));
    }

    /// Others were found: those that are not among them are no longer chosen. Where the same was looked for again and
    /// the current one has gone, the one now in its place is chosen.
    void found(Found now) {
        int before = place();
        boolean same = now.text().equals(found.text());
        found = now;
        ids.removeIf(id -> now.place(id) < 0);
        if (current.get() != NONE && now.place(current.get()) < 0) {
            int place = Math.min(before, now.size() - 1);
            boolean next = same && place >= 0;
            current.set(next ? now.id(place) : NONE);
            if (next && ids.isEmpty()) {
                ids.add(current.get());
            }
            anchor = current.get();
        }
        changed();
    }

    /// Only the picture at `place` is chosen.
    void only(int place) {
        ids.clear();
        go(place);
        anchor = current.get();
        ids.add(anchor);
        changed();
    }

    /// The picture at `place` is chosen as well, or no longer.
    void toggle(int place) {
        go(place);
        anchor = current.get();
        if (!ids.remove(anchor)) {
            ids.add(anchor);
        }
        changed();
    }

    /// All from the one chosen before to the one at `place` are chosen, and no others.
    void through(int place) {
        int from = anchor == NONE ? place : found.place(anchor);
        if (from < 0) {
            only(place);
            return;
        }
        ids.clear();
        go(place);
        for (int i = Math.min(from, place); i <= Math.max(from, place); i++) {
            ids.add(found.id(i));
        }
        changed();
    }

    /// All that were found are chosen.
    void all() {
        found.all().forEach(ids::add);
        if (current.get() == NONE && found.size() > 0) {
            go(0);
            anchor = current.get();
        }
        changed();
    }

    /// Nothing is chosen but where the keyboard stands stays.
    void none() {
        ids.clear();
        changed();
    }

    private void go(int place) {
        current.set(found.id(place));
    }

    private void changed() {
        count.set(ids.size());
        changes.set(changes.get() + 1);
    }
}
