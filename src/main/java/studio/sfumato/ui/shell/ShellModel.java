package studio.sfumato.ui.shell;

import java.nio.file.Path;
import java.util.Locale;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import studio.sfumato.ui.common.Look;

/// How the window looks and speaks, and where one is in it.
public final class ShellModel {
    private final ObjectProperty<Look> look = new SimpleObjectProperty<>(Look.SYSTEM);
    private final ObjectProperty<Locale> language;
    private final StringProperty workspace;
    private final ReadOnlyIntegerWrapper threads = new ReadOnlyIntegerWrapper();
    private final ReadOnlyStringWrapper pictures = new ReadOnlyStringWrapper("");
    private final Path home;

    /// A window that speaks `language`.
    ///
    /// @param workspace the one it opens with
    /// @param threads how many the networks use
    /// @param pictures the folder pictures go to
    /// @param home the user's own folder, which is written `~`
    public ShellModel(Locale language, String workspace, int threads, Path pictures, Path home) {
        this.language = new SimpleObjectProperty<>(language);
        this.workspace = new SimpleStringProperty(workspace);
        this.home = home;
        now(threads, pictures);
    }

    /// Shows how many threads the networks use now, and the folder pictures go to.
    public void now(int threads, Path pictures) {
        this.threads.set(threads);
        this.pictures.set(
                pictures.startsWith(home)
                        ? Path.of("~").resolve(home.relativize(pictures)).toString()
                        : pictures.toString());
    }

    /// {@return whether it is light or dark}
    public ObjectProperty<Look> lookProperty() {
        return look;
    }

    /// {@return the language it speaks}
    public ObjectProperty<Locale> languageProperty() {
        return language;
    }

    /// {@return the [workspace][studio.sfumato.ui.common.Workspace#id] that is shown}
    public StringProperty workspaceProperty() {
        return workspace;
    }

    /// {@return how many threads the networks use}
    public ReadOnlyIntegerProperty threadsProperty() {
        return threads.getReadOnlyProperty();
    }

    /// {@return the folder pictures go to, as people write it}
    public ReadOnlyStringProperty picturesProperty() {
        return pictures.getReadOnlyProperty();
    }
}
