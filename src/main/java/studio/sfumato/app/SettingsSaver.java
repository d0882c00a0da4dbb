package studio.sfumato.app;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import studio.sfumato.error.StudioException;
import studio.sfumato.settings.Earlier;
import studio.sfumato.settings.Settings;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.ui.settings.SettingsModel;
import studio.sfumato.ui.settings.StudioSettingsModel;

/// Keeps what is set in the window, in order, on a thread of its own: the window waits for no disk.
final class SettingsSaver implements SettingsModel.Keeper, StudioSettingsModel.Past, AutoCloseable {
    private final SettingsStore store;
    private final Consumer<StudioException> failed;
    private final ExecutorService desk = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("settings").factory());

    SettingsSaver(SettingsStore store, Consumer<StudioException> failed) {
        this.store = store;
        this.failed = failed;
    }

    @Override
    public void keep(UnaryOperator<Settings> change) {
        desk.execute(() -> {
            try {
                store.update(change);
            } catch (StudioException unsaved) {
                failed.accept(unsaved);
            }
        });
    }

    @Override
    public void look(Consumer<List<Earlier>> found) {
        desk.execute(() -> {
            try {
                found.accept(store.earlier());
            } catch (StudioException unreadable) {
                failed.accept(unreadable);
            }
        });
    }

    @Override
    public void takeBack(Earlier one, Consumer<Optional<Settings>> taken) {
        desk.execute(() -> {
            Optional<Settings> kept = Optional.empty();
            try {
                kept = Optional.of(store.takeBack(one));
            } catch (StudioException unsaved) {
                failed.accept(unsaved);
            }
            taken.accept(kept);
        });
    }

    /// Waits until all is kept.
    @Override
    public void close() {
        desk.close();
    }
}
