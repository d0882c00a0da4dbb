package studio.sfumato.ui.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.RequestException;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.Settings;

/// What is set now. It is changed on the window's thread, read from any, and kept as soon as it changes.
public final class SettingsModel {
    private final ReadOnlyObjectWrapper<Settings> settings;
    private final Keeper keeper;
    private final List<Return> returns = new ArrayList<>();
    private volatile Settings now;

    /// Keeps settings for the next start.
    @FunctionalInterface
    public interface Keeper {
        /// Keeps what `change` makes of what is kept; returns at once.
        void keep(UnaryOperator<Settings> change);
    }

    /// Earlier settings on their way back. What is changed meanwhile is kept after them, and so it counts.
    private static final class Return {
        private final List<UnaryOperator<Settings>> since = new ArrayList<>();
    }

    /// Settings that begin as `settings`.
    public SettingsModel(Settings settings, Keeper keeper) {
        this.settings = new ReadOnlyObjectWrapper<>(settings);
        this.keeper = keeper;
        now = settings;
    }

    /// {@return what is set}
    public ReadOnlyObjectProperty<Settings> settingsProperty() {
        return settings.getReadOnlyProperty();
    }

    /// {@return what is set; any thread may ask}
    public Settings now() {
        return now;
    }

    /// Gives `key` a value.
    ///
    /// @throws RequestException if the value cannot be; nothing is changed then
    public void set(SettingKey key, String value) {
        Settings changed = settings.get().with(key, value);
        if (!returns.isEmpty() || !changed.value(key).equals(settings.get().value(key))) {
            change(kept -> kept.with(key, changed.value(key)));
        }
    }

    /// Gives `key` its usual value again.
    public void reset(SettingKey key) {
        if (!returns.isEmpty() || isSet(key)) {
            change(kept -> kept.without(key));
        }
    }

    /// {@return whether `key` has another value than the usual one}
    public boolean isSet(SettingKey key) {
        return !settings.get().value(key).equals(key.fallback());
    }

    /// Gives the action called `id` a key; `null` for the usual one.
    public void setShortcut(String id, @Nullable String keys) {
        change(kept -> kept.withShortcut(id, keys));
    }

    /// Keeps the VAE chosen for a model.
    ///
    /// @param model its file or folder
    /// @param vae its name or path; empty for none
    public void setVae(Path model, String vae) {
        if (!returns.isEmpty() || !settings.get().vaes().of(model).equals(vae)) {
            change(kept -> kept.withVae(model, vae));
        }
    }

    /// Keeps whose text encoders were chosen for a model that has none.
    ///
    /// @param model its file
    /// @param lender the other model's name or path; empty for none
    public void setText(Path model, String lender) {
        if (!returns.isEmpty() || !settings.get().texts().of(model).equals(lender)) {
            change(kept -> kept.withText(model, lender));
        }
    }

    /// Awaits earlier settings.
    ///
    /// @return is to be told, on the window's thread, what is kept now; nothing if they do not come
    Consumer<Optional<Settings>> await() {
        Return mine = new Return();
        returns.add(mine);
        return come -> {
            returns.remove(mine);
            come.ifPresent(kept -> {
                Settings both = kept;
                for (UnaryOperator<Settings> change : mine.since) {
                    both = change.apply(both);
                }
                take(both);
            });
        };
    }

    private void change(UnaryOperator<Settings> change) {
        take(change.apply(settings.get()));
        returns.forEach(each -> each.since.add(change));
        keeper.keep(change);
    }

    private void take(Settings changed) {
        now = changed;
        settings.set(changed);
    }
}
