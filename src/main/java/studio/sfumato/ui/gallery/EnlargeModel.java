package studio.sfumato.ui.gallery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.StudioException;
import studio.sfumato.job.Upscaling;
import studio.sfumato.library.Picture;
import studio.sfumato.ui.common.FxThread;

/// Makes the chosen pictures larger, one after the other, in the background. The new ones lie beside the old.
public final class EnlargeModel {
    private final Store store;
    private final FxThread window;
    private final Consumer<Path> made;
    private final ObservableList<String> names = FXCollections.observableArrayList();
    private final StringProperty upscaler = new SimpleStringProperty(Upscaling.SHIPPED);
    private final DoubleProperty scale = new SimpleDoubleProperty(Upscaling.USUAL);
    private final ReadOnlyObjectWrapper<Progress> progress = new ReadOnlyObjectWrapper<>(Progress.NONE);
    private @Nullable Enlarging enlarging;
    private Executor desk = Runnable::run;
    private volatile CancellationToken token = CancellationToken.none();

    /// How it goes.
    ///
    /// @param done how many pictures are larger
    /// @param total how many there will be
    /// @param tile how many pieces of the present one are done
    /// @param tiles how many it has
    /// @param running whether it goes on
    /// @param problems what could not be done, one line each
    record Progress(int done, int total, int tile, int tiles, boolean running, List<String> problems) {
        static final Progress NONE = new Progress(0, 0, 0, 0, false, List.of());
    }

    /// @param made hears of every picture, on any thread
    EnlargeModel(Store store, FxThread window, Consumer<Path> made) {
        this.store = store;
        this.window = window;
        this.made = made;
    }

    /// Takes upscalers from `these` from now on, and works on `thread`, one picture at a time.
    public void offer(Enlarging these, Executor thread) {
        enlarging = these;
        desk = thread;
    }

    /// {@return the upscalers found by the last [#look()]}
    ObservableList<String> names() {
        return names;
    }

    /// {@return the upscaler's name}
    StringProperty upscalerProperty() {
        return upscaler;
    }

    /// {@return how many times as wide and high pictures become}
    DoubleProperty scaleProperty() {
        return scale;
    }

    /// {@return how it goes}
    ReadOnlyObjectProperty<Progress> progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /// Looks for upscalers.
    void look() {
        Enlarging from = enlarging;
        if (from != null) {
            desk.execute(() -> {
                List<String> found = from.names();
                window.run(() -> {
                    String before = upscaler.get();
                    names.setAll(found);
                    upscaler.set(found.contains(before) || found.isEmpty() ? before : found.getFirst());
                });
            });
        }
    }

    /// Begins, unless it is at work or nothing is chosen.
    void start(Set<Long> ids) {
        Enlarging from = enlarging;
        if (from == null || progress.get().running() || ids.isEmpty()) {
            return;
        }
        long[] all = ids.stream().mapToLong(Long::longValue).toArray();
        CancellationToken mine = new CancellationToken();
        token = mine;
        String name = upscaler.get();
        double factor = scale.get();
        progress.set(new Progress(0, all.length, 0, 0, true, List.of()));
        desk.execute(() -> enlarge(from, name, factor, all, mine));
    }

    /// Stops; what is larger already stays. Any thread may call it.
    public void cancel() {
        token.cancel();
    }

    /// What was told has been read.
    void forget() {
        if (!progress.get().running()) {
            progress.set(Progress.NONE);
        }
    }

    private void enlarge(Enlarging from, String name, double factor, long[] ids, CancellationToken mine) {
        List<String> problems = new ArrayList<>();
        int done = 0;
        try (Upscaling upscaling = from.open(name)) {
            for (long id : ids) {
                for (Picture picture : store.library().load(id)) {
                    int before = done;
                    try {
                        made.accept(upscaling.enlarge(
                                picture.file(),
                                factor,
                                Optional.empty(),
                                (tile, tiles) -> tell(before, ids.length, tile, tiles, true, problems),
                                mine));
                        done++;
                    } catch (StudioException unable) {
                        problems.add(String.valueOf(unable.getMessage()));
                    }
                }
                tell(done, ids.length, 0, 0, true, problems);
            }
        } catch (CancelledException stopped) {
            tell(done, ids.length, 0, 0, false, problems);
            return;
        } catch (StudioException fault) {
            problems.add(String.valueOf(fault.getMessage()));
        }
        tell(done, ids.length, 0, 0, false, problems);
    }

    private void tell(int done, int total, int tile, int tiles, boolean running, List<String> problems) {
        Progress now = new Progress(done, total, tile, tiles, running, List.copyOf(problems));
        window.run(() -> progress.set(now));
    }
}
