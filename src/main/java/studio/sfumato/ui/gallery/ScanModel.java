package studio.sfumato.ui.gallery;

import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.StudioException;
import studio.sfumato.library.RescanReport;

/// Looks through the folders for pictures that are new, changed, moved or gone. It can be stopped, and goes
/// on from there the next time.
final class ScanModel {
    private final Store store;
    private final Desks desks;
    private final Consumer<RescanReport> done;
    private final Consumer<StudioException> failed;
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable RescanReport> report = new ReadOnlyObjectWrapper<>(null);
    private CancellationToken token = CancellationToken.none();
    private boolean again;

    /// @param done hears of each that has ended by itself
    ScanModel(Store store, Desks desks, Consumer<RescanReport> done, Consumer<StudioException> failed) {
        this.store = store;
        this.desks = desks;
        this.done = done;
        this.failed = failed;
    }

    /// {@return whether it looks}
    ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /// {@return how far it is; `null` before the first}
    ReadOnlyObjectProperty<@Nullable RescanReport> reportProperty() {
        return report.getReadOnlyProperty();
    }

    /// Looks through all folders; once more afterwards where it is already looking.
    void start() {
        if (running.get()) {
            again = true;
            return;
        }
        running.set(true);
        report.set(null);
        token = new CancellationToken();
        CancellationToken mine = token;
        desks.scanning().execute(() -> scan(mine));
    }

    /// Stops; what was found stays.
    void cancel() {
        again = false;
        token.cancel();
    }

    private void scan(CancellationToken mine) {
        try {
            RescanReport all = store.library().rescan(now -> desks.window().run(() -> report.set(now)), mine);
            desks.window().run(() -> {
                ended();
                report.set(all);
                done.accept(all);
            });
        } catch (CancelledException stopped) {
            desks.window().run(this::ended);
        } catch (StudioException fault) {
            desks.window().run(() -> {
                ended();
                failed.accept(fault);
            });
        }
    }

    private void ended() {
        running.set(false);
        if (again) {
            again = false;
            start();
        }
    }
}
