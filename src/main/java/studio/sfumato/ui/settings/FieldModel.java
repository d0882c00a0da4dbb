package studio.sfumato.ui.settings;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.RequestException;
import studio.sfumato.job.NamePattern;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.SettingKind;

/// A setting that is typed. What is typed is looked at with every key; a pattern counts at once, a folder when it is
/// finished. What cannot be is told and does not count.
public final class FieldModel {
    private static final int LONGEST = 500;

    private final SettingsModel settings;
    private final SettingKey key;
    private final StringProperty text;
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>(null);

    /// Why something may not be what was meant.
    ///
    /// @param id names the words that say it
    /// @param about what they are about
    public record Problem(String id, String about) {}

    FieldModel(SettingsModel settings, SettingKey key) {
        this.settings = settings;
        this.key = key;
        text = new SimpleStringProperty(settings.now().value(key));
        settings.settingsProperty().subscribe(now -> {
            if (!now.value(key).equals(text.get().strip())) {
                text.set(now.value(key));
            }
        });
        text.subscribe((_, typed) -> typed(typed.strip()));
        problem.set(look(text.get()));
    }

    /// {@return which setting it is}
    public SettingKey key() {
        return key;
    }

    /// {@return what is typed}
    public StringProperty textProperty() {
        return text;
    }

    /// {@return what is wrong with it; `null` if nothing is}
    public ReadOnlyObjectProperty<@Nullable Problem> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// What is typed is finished; what cannot be is forgotten.
    public void commit() {
        take(text.get().strip());
        text.set(settings.now().value(key));
        problem.set(look(text.get()));
    }

    private void typed(String typed) {
        problem.set(look(typed));
        if (key.kind() == SettingKind.PATTERN) {
            take(typed);
        }
    }

    private void take(String typed) {
        try {
            settings.set(key, typed);
        } catch (RequestException impossible) {
            problem.set(new Problem("setting.problem.impossible", typed));
        }
    }

    private @Nullable Problem look(String typed) {
        if (key.kind() == SettingKind.PATTERN) {
            List<String> unknown = new NamePattern(typed).unknown();
            return typed.length() > LONGEST
                    ? new Problem("setting.problem.long", Integer.toString(LONGEST))
                    : unknown.isEmpty() ? null : new Problem("setting.problem.token", unknown.getFirst());
        }
        return typed.isEmpty() ? null : folder(typed);
    }

    private static @Nullable Problem folder(String typed) {
        try {
            Path folder = Path.of(typed).toAbsolutePath().normalize();
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                return new Problem("setting.problem.file", typed);
            }
            Path there = folder;
            while (there != null && !Files.exists(there)) {
                there = there.getParent();
            }
            return there != null && Files.isWritable(there) ? null : new Problem("setting.problem.closed", typed);
        } catch (InvalidPathException noPath) {
            return new Problem("setting.problem.impossible", typed);
        }
    }
}
