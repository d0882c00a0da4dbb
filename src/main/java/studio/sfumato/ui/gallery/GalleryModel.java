package studio.sfumato.ui.gallery;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Raster;
import studio.sfumato.library.Library;
import studio.sfumato.library.Picture;
import studio.sfumato.library.RescanReport;
import studio.sfumato.library.Search;
import studio.sfumato.ui.common.Note;

/// Every picture ever made: looked for, seen small, chosen.
public final class GalleryModel {
    /// As many as fit on a large screen: they are shown before the others are counted.
    private static final int FIRST = 120;

    private final Store store;
    private final Desks desks;
    private final Clock clock;
    private final Latest looking;
    private final Latest counting;
    private final StringProperty query = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Found> found = new ReadOnlyObjectWrapper<>(Found.NONE);
    private final ReadOnlyObjectWrapper<@Nullable Note> wrong = new ReadOnlyObjectWrapper<>(null);
    private final ObservableList<Facets> facets = FXCollections.observableArrayList();
    private final ObservableList<Note> notes = FXCollections.observableArrayList();
    private final PagesModel pages;
    private final ThumbnailsModel thumbnails;
    private final ScanModel scan;
    private final ChosenModel chosen = new ChosenModel();
    private final StageModel stage;
    private final MarkModel marks;
    private final ExportModel export;
    private final EnlargeModel enlarge;
    private final AgainModel again;
    private final AtomicInteger searches = new AtomicInteger();
    private boolean shown;
    private boolean stale = true;

    /// A gallery that has not looked yet.
    ///
    /// @param copies gives the small copy of a picture, made if there is none
    /// @param studio the rest of the program
    /// @param clock tells what day it is
    public GalleryModel(Store store, Function<Picture, Raster> copies, Studio studio, Desks desks, Clock clock) {
        this.store = store;
        this.desks = desks;
        this.clock = clock;
        looking = new Latest(desks.reading());
        counting = new Latest(desks.counting());
        pages = new PagesModel(store, desks, this::failed);
        thumbnails = new ThumbnailsModel(copies, desks);
        scan = new ScanModel(store, desks, this::scanned, this::failed);
        stage = new StageModel(chosen, pages, desks);
        marks = new MarkModel(store, desks, chosen, this::changed, this::failed);
        export = new ExportModel(store, desks);
        enlarge = new EnlargeModel(store, studio, desks.window(), this::made);
        again = new AgainModel(studio, desks, note -> {
            if (shown) {
                notes.add(note);
            } else {
                studio.tell(note);
            }
        });
        query.subscribe((_, _) -> look(true));
    }

    /// {@return what is looked for, as it is typed}
    public StringProperty queryProperty() {
        return query;
    }

    /// {@return what is wrong with what is looked for; `null` for nothing}
    ReadOnlyObjectProperty<@Nullable Note> wrongProperty() {
        return wrong.getReadOnlyProperty();
    }

    /// {@return what was found}
    ReadOnlyObjectProperty<Found> foundProperty() {
        return found.getReadOnlyProperty();
    }

    /// {@return what can be clicked to see fewer}
    ObservableList<Facets> facets() {
        return facets;
    }

    /// {@return what one should know}
    public ObservableList<Note> notes() {
        return notes;
    }

    /// {@return what the index says about pictures}
    PagesModel pages() {
        return pages;
    }

    /// {@return their small copies}
    ThumbnailsModel thumbnails() {
        return thumbnails;
    }

    /// {@return the look through the folders}
    ScanModel scan() {
        return scan;
    }

    /// {@return which are chosen}
    ChosenModel chosen() {
        return chosen;
    }

    /// {@return what is in the middle}
    StageModel stage() {
        return stage;
    }

    /// {@return what can be done with those chosen}
    MarkModel marks() {
        return marks;
    }

    /// {@return the copying into other folders}
    ExportModel export() {
        return export;
    }

    /// {@return the making of larger ones}
    public EnlargeModel enlarge() {
        return enlarge;
    }

    /// {@return the making of pictures again}
    AgainModel again() {
        return again;
    }

    /// Reads a file that was dropped onto the window and puts what made it into the form.
    public void drop(Path file) {
        again.drop(file);
    }

    /// {@return whether the trash is looked at}
    boolean inTrash() {
        return Query.has(query.get(), "is", "trashed");
    }

    /// Finds all pictures, so that they are there when the gallery is entered, and looks through the folders, both in
    /// the background: call it when the window is up.
    public void start() {
        look(true);
        scan.start();
    }

    /// Stops what can be gone on with the next time; may be called on any thread.
    public void close() {
        scan.cancel();
        enlarge.cancel();
    }

    /// The gallery is seen from now on, or no longer; unseen, it does nothing that can wait.
    public void show(boolean seen) {
        shown = seen;
        if (seen) {
            refresh();
        }
    }

    /// A picture was made and is kept in `file`; may be called on any thread.
    public void made(Path file) {
        enter(library -> library.add(file));
    }

    /// Programs before this one made `files`, and were perhaps killed before they said so; may be called on any thread.
    public void found(List<Path> files) {
        enter(library -> library.catchUp(files));
    }

    private void enter(Consumer<Library> work) {
        Runnable enter = () -> {
            work.accept(store.library()); // while the gallery closes the next rescan finds it
            desks.window().run(this::changed);
        };
        desks.writing().execute(() -> desks.attempt(enter, this::failed));
    }

    /// Looks again for what is looked for, keeping what is chosen.
    void refresh() {
        look(false);
    }

    /// Writes a word that was clicked into the search, or takes it out.
    void click(Facets.Kind kind, Facets.Entry entry) {
        String text = query.get();
        query.set(
                switch (kind) {
                    case PLACE -> {
                        String rest = Query.without(Query.without(text, "is"), "collection");
                        yield entry.key().isEmpty()
                                ? ""
                                : entry.on() ? rest : Query.chosen(rest, entry.key(), entry.value());
                    }
                    case DATE -> {
                        String rest = Query.without(Query.without(Query.without(text, "date"), "after"), "before");
                        yield entry.on() ? rest : Query.chosen(rest, entry.key(), entry.value());
                    }
                    case TAG -> Query.toggled(text, entry.key(), entry.value());
                    case MODEL, SAMPLER, RATING -> Query.chosen(text, entry.key(), entry.value());
                });
    }

    private void changed(List<Picture> pictures) {
        pages.take(pictures);
        changed();
    }

    /// Pictures were made, changed or thrown away.
    void changed() {
        stale = true;
        if (shown) {
            refresh();
        }
    }

    private void look(boolean anew) {
        String text = query.get();
        Search search;
        try {
            search = Search.parse(text);
            wrong.set(null);
        } catch (RequestException unclear) {
            wrong.set(Note.of(unclear));
            return;
        }
        int mine = searches.incrementAndGet();
        boolean places = stale || facets.isEmpty();
        boolean first = anew || found.get() == Found.NONE;
        LocalDate today = today();
        Runnable ask = () -> {
            Found all = search(mine, text, search, first);
            if (all.whole()) {
                counting.run(() -> desks.attempt(() -> facets(mine, all, places, today), this::failed));
            }
        };
        looking.run(() -> desks.attempt(ask, this::failed));
    }

    /// {@return all that was found; not whole where something else is looked for by now}
    private Found search(int mine, String text, Search search, boolean first) {
        long begin = System.nanoTime();
        Library library = store.library();
        if (first) {
            List<Picture> page = library.page(search, Long.MAX_VALUE, FIRST);
            long[] ids = page.stream().mapToLong(Picture::id).toArray();
            Found some = Found.of(text, ids, page.size() < FIRST, millis(begin));
            desks.window().run(() -> {
                pages.take(page);
                take(mine, some);
            });
        }
        if (mine != searches.get()) {
            return Found.NONE;
        }
        Found all = Found.of(text, library.ids(search), true, millis(begin));
        desks.window().run(() -> take(mine, all));
        return all;
    }

    private void facets(int mine, Found all, boolean places, LocalDate today) {
        Library library = store.library();
        List<Facets> counted = new ArrayList<>();
        for (Facets.Kind kind : Facets.Kind.values()) {
            if (mine != searches.get()) {
                return;
            }
            if (kind == Facets.Kind.PLACE && !places) {
                counted.add(new Facets(kind, List.of()));
            } else {
                counted.add(Facets.of(kind, library, all, today));
            }
        }
        desks.window().run(() -> count(mine, all.text(), counted));
    }

    private static double millis(long begin) {
        return (System.nanoTime() - begin) / 1e6;
    }

    private void take(int mine, Found now) {
        if (mine == searches.get()) {
            found.set(now);
            chosen.found(now);
            stage.found(now);
            announce();
        }
    }

    private void count(int mine, String text, List<Facets> counted) {
        if (mine != searches.get()) {
            return;
        }
        if (counted.getFirst().entries().isEmpty()) { // of the whole gallery: only which is on has changed
            List<Facets.Entry> same = facets.getFirst().entries().stream()
                    .map(entry -> new Facets.Entry(
                            entry.key(),
                            entry.value(),
                            entry.count(),
                            entry.key().isEmpty() ? text.isBlank() : Query.has(text, entry.key(), entry.value())))
                    .toList();
            counted.set(0, new Facets(Facets.Kind.PLACE, same));
        } else {
            stale = false;
        }
        facets.setAll(counted);
    }

    private void announce() {
        store.notes().forEach(note -> notes.add(Note.notice(note)));
    }

    private void scanned(RescanReport report) {
        thumbnails.retry();
        if (report.changed() > 0 || report.moved() > 0 || report.gone() > 0) {
            pages.forget();
        }
        if (report.added() > 0 || report.changed() > 0 || report.moved() > 0 || report.gone() > 0) {
            changed();
        }
    }

    /// An index that is damaged is made anew at once: the files and what the user thinks of them are safe.
    private void failed(StudioException fault) {
        desks.writing().execute(() -> {
            boolean renewed = store.renewed(fault);
            desks.window().run(() -> {
                notes.add(Note.of(fault));
                if (renewed) {
                    pages.forget();
                    changed();
                    scan.start();
                }
            });
        });
    }

    /// {@return what day it is}
    LocalDate today() {
        return LocalDate.now(clock);
    }
}
