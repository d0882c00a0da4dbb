package studio.sfumato.ui.gallery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.StudioException;
import studio.sfumato.library.Library;
import studio.sfumato.library.Marks;
import studio.sfumato.library.Picture;

/// What can be done with the pictures that are chosen: all of it can be undone, but for emptying the trash.
final class MarkModel {
    private static final int AT_ONCE = 500;
    private static final int MOST_UNDONE = 50;

    private final Store store;
    private final Desks desks;
    private final ChosenModel chosen;
    private final Consumer<List<Picture>> changed;
    private final Consumer<StudioException> failed;
    private final ReadOnlyObjectWrapper<@Nullable Done> done = new ReadOnlyObjectWrapper<>(null);
    private final Deque<Work> undo = new ArrayDeque<>();

    /// What was done last.
    ///
    /// @param what of its words: `done.what`
    /// @param count with how many pictures
    /// @param undoable whether it can be undone
    record Done(String what, int count, boolean undoable) {}

    /// Does something in the index.
    @FunctionalInterface
    private interface Work {
        /// {@return the pictures as they are then}
        List<Picture> with(Library library);
    }

    /// @param changed hears of pictures that are not as they were
    MarkModel(
            Store store,
            Desks desks,
            ChosenModel chosen,
            Consumer<List<Picture>> changed,
            Consumer<StudioException> failed) {
        this.store = store;
        this.desks = desks;
        this.chosen = chosen;
        this.changed = changed;
        this.failed = failed;
    }

    /// {@return what was done last; `null` for nothing}
    ReadOnlyObjectProperty<@Nullable Done> doneProperty() {
        return done.getReadOnlyProperty();
    }

    /// Makes them favourites, or no longer, where all of them are.
    void favourite() {
        long[] ids = ids();
        run("favourite", ids, library -> {
            boolean all = library.load(ids).stream()
                    .allMatch(picture -> picture.marks().favourite());
            return marked(library, ids, marks -> marks.withFavourite(!all));
        });
    }

    /// Gives them 1 to 5 stars; 0 takes them away.
    void rate(int stars) {
        long[] ids = ids();
        run("rated", ids, library -> marked(library, ids, marks -> marks.withRating(stars)));
    }

    /// Gives them a tag, or takes it away.
    void tag(String tag, boolean on) {
        long[] ids = ids();
        run("tagged", ids, library -> marked(library, ids, marks -> marks.withTags(tags -> with(tags, tag, on))));
    }

    /// Puts them into a collection, or takes them out.
    void collect(String name, boolean on) {
        long[] ids = ids();
        run(
                "collected",
                ids,
                library -> marked(library, ids, marks -> marks.withCollections(names -> with(names, name, on))));
    }

    private static Set<String> with(Set<String> names, String name, boolean on) {
        names.removeIf(each -> each.equalsIgnoreCase(name.strip()));
        if (on) {
            names.add(name.strip());
        }
        return names;
    }

    /// Throws them away.
    void trash() {
        long[] ids = ids();
        run("trashed", ids, library -> {
            push(there -> each(there, ids, there::restore));
            return each(library, ids, library::trash);
        });
    }

    /// Takes them back.
    void restore() {
        long[] ids = ids();
        run("restored", ids, library -> {
            push(there -> each(there, ids, there::trash));
            return each(library, ids, library::restore);
        });
    }

    /// Deletes for good what was thrown away.
    void emptyTrash() {
        write(() -> {
            int count = store.library().emptyTrash();
            desks.window().run(() -> {
                undo.clear();
                done.set(new Done("emptied", count, false));
                changed.accept(List.of());
            });
        });
    }

    /// Undoes what was done last, and what was before it when called again.
    void undo() {
        if (!undo.isEmpty()) {
            write("undone", undo.pop());
        }
    }

    /// What was told has been read.
    void forget() {
        done.set(null);
    }

    private long[] ids() {
        return chosen.ids().stream().mapToLong(Long::longValue).toArray();
    }

    private void run(String what, long[] ids, Work work) {
        if (ids.length > 0) {
            write(what, work);
        }
    }

    private void write(String what, Work work) {
        write(() -> {
            List<Picture> now = work.with(store.library());
            desks.window().run(() -> {
                done.set(new Done(what, now.size(), !undo.isEmpty() && !what.equals("undone")));
                changed.accept(now);
            });
        });
    }

    private void write(Runnable work) {
        desks.writing()
                .execute(() -> desks.attempt(work, fault -> {
                    failed.accept(fault);
                    changed.accept(List.of());
                }));
    }

    private void push(Work back) {
        desks.window().run(() -> {
            undo.push(back);
            if (undo.size() > MOST_UNDONE) {
                undo.removeLast();
            }
        });
    }

    private List<Picture> marked(Library library, long[] ids, UnaryOperator<Marks> change) {
        Map<Marks, List<Long>> before = new HashMap<>();
        List<Picture> now = each(library, ids, pictures -> {
            pictures.forEach(picture -> before.computeIfAbsent(picture.marks(), _ -> new ArrayList<>())
                    .add(picture.id()));
            return library.mark(pictures, change);
        });
        push(there -> {
            List<Picture> back = new ArrayList<>();
            before.forEach((marks, whose) -> {
                long[] those = whose.stream().mapToLong(Long::longValue).toArray();
                back.addAll(each(there, those, pictures -> there.mark(pictures, _ -> marks)));
            });
            return back;
        });
        return now;
    }

    @FunctionalInterface
    private interface Part {
        List<Picture> done(Collection<Picture> pictures);
    }

    /// A few at a time: of a hundred thousand not all are in memory at once.
    private static List<Picture> each(Library library, long[] ids, Part part) {
        List<Picture> all = new ArrayList<>();
        for (int from = 0; from < ids.length; from += AT_ONCE) {
            all.addAll(part.done(library.load(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + AT_ONCE)))));
        }
        return all;
    }
}
