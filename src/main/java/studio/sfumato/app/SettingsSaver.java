package studio.sfumato.app;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import studio.sfumato.error.StudioException;
import studio.sfumato.settings.Settings;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.ui.settings.SettingsModel;

/// Keeps what is set in the window, in order, on a thread of its own: the window waits for no disk.
final class SettingsSaver implements SettingsModel.Keeper, AutoCloseable {
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

    /// Waits until all is kept.
    @Override
    public void close() {
        desk.close();
    }
}
