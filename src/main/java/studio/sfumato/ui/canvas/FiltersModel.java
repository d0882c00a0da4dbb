package studio.sfumato.ui.canvas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.filter.Filter;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.StudioException;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;

/// The filters that the chosen layer is shown through. They are worked out in the background, one layer
/// after the other; an edit on the way begins it anew.
public final class FiltersModel {
    private static final Logger LOG = LoggerFactory.getLogger(FiltersModel.class);

    private final PageModel page;
    private final Executor background;
    private final FxThread window;
    private final ObservableList<Row> rows = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper possible = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper working = new ReadOnlyBooleanWrapper(false);
    private @Nullable Layer failed;
    private CancellationToken token = new CancellationToken();
    private int layer = PageModel.NOBODY;
    private boolean following;

    FiltersModel(PageModel page, Executor background, FxThread window) {
        this.page = page;
        this.background = background;
        this.window = window;
        page.revisionProperty().subscribe(_ -> follow());
        page.chosenProperty().subscribe(_ -> follow());
        page.documentProperty().subscribe(_ -> follow());
    }

    /// A filter and what its knobs are turned to.
    static final class Row {
        private final FilterKind kind;
        private final List<DoubleProperty> values = new ArrayList<>();

        private Row(Filter filter, Runnable turned) {
            kind = FilterKind.of(filter);
            for (double value : FilterKind.values(filter)) {
                DoubleProperty knob = new SimpleDoubleProperty(value);
                knob.subscribe((_, _) -> turned.run());
                values.add(knob);
            }
        }

        FilterKind kind() {
            return kind;
        }

        /// {@return what the knob at `index` is turned to}
        DoubleProperty value(int index) {
            return values.get(index);
        }

        private void show(Filter filter) {
            double[] now = FilterKind.values(filter);
            for (int i = 0; i < now.length; i++) {
                values.get(i).set(now[i]);
            }
        }

        private Filter filter() {
            return kind.made(values.stream().mapToDouble(DoubleProperty::get).toArray());
        }
    }

    /// {@return the filters of the chosen layer, in the order in which they work}
    ObservableList<Row> rows() {
        return rows;
    }

    /// {@return whether the chosen layer can have filters}
    public ReadOnlyBooleanProperty possibleProperty() {
        return possible.getReadOnlyProperty();
    }

    /// {@return whether filters are being worked out}
    public ReadOnlyBooleanProperty workingProperty() {
        return working.getReadOnlyProperty();
    }

    /// Shows the chosen layer through one filter more.
    void add(FilterKind kind) {
        change(filters -> filters.add(kind.made()));
    }

    /// Takes a filter off.
    void remove(Row row) {
        int at = rows.indexOf(row);
        change(filters -> filters.remove(at));
    }

    private void change(Consumer<List<Filter>> how) {
        page.layer().ifPresent(chosen -> {
            List<Filter> filters = new ArrayList<>(chosen.filters().filters());
            how.accept(filters);
            page.edit(open -> open.setFilters(chosen.id(), filters));
        });
    }

    private void turned() {
        if (!following) {
            List<Filter> filters = rows.stream().map(Row::filter).toList();
            page.edit(open -> open.setFilters(layer, filters));
        }
    }

    /// Rows of the same kinds stay, for one may be dragging in them.
    private void follow() {
        Optional<Layer> chosen = page.layer();
        possible.set(chosen.filter(each -> each.kind() != LayerKind.MASK).isPresent());
        List<Filter> filters = chosen.map(each -> each.filters().filters()).orElse(List.of());
        following = true;
        int now = chosen.map(Layer::id).orElse(PageModel.NOBODY);
        List<FilterKind> kinds = filters.stream().map(FilterKind::of).toList();
        if (now == layer && kinds.equals(rows.stream().map(Row::kind).toList())) {
            for (int i = 0; i < filters.size(); i++) {
                rows.get(i).show(filters.get(i));
            }
        } else {
            layer = now;
            rows.setAll(
                    filters.stream().map(each -> new Row(each, this::turned)).toList());
        }
        following = false;
        work();
    }

    /// Works out what is to be worked out next, and nothing else.
    private void work() {
        token.cancel();
        CanvasDocument open = page.documentProperty().get();
        Optional<Layer> next = open == null
                ? Optional.empty()
                : open.unfiltered().stream()
                        .filter(each -> !each.equals(failed))
                        .findFirst();
        working.set(next.isPresent());
        if (open != null && next.isPresent()) {
            Layer wanted = next.get();
            CancellationToken mine = new CancellationToken();
            token = mine;
            CanvasState state = open.state();
            background.execute(() -> work(open, state, wanted, mine));
        }
    }

    private void work(CanvasDocument open, CanvasState state, Layer wanted, CancellationToken mine) {
        Runnable then = () -> failed = wanted; // what nobody foresaw is thrown on, and not tried again
        try {
            Roomy.of(state, () -> wanted.filters().of(wanted.pixels(), mine));
            then = () -> {};
        } catch (CancelledException overtaken) {
            LOG.debug("an edit came in between", overtaken);
        } catch (StudioException refused) {
            then = () -> {
                failed = wanted;
                page.tell(Note.of(refused));
            };
        } finally {
            ended(open, wanted, mine, then);
        }
    }

    /// Goes on in the window, unless it was overtaken.
    private void ended(CanvasDocument open, Layer wanted, CancellationToken mine, Runnable then) {
        window.run(() -> {
            if (page.documentProperty().get() == open && !mine.isCancelled()) {
                then.run();
                open.filtered(wanted.id());
                work();
            }
        });
    }
}
