package studio.sfumato.ui.shell;

import java.nio.file.Path;
import java.util.Locale;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import studio.sfumato.ui.common.Look;

/// How the window looks and speaks.
public final class ShellModel {
    private final ObjectProperty<Look> look = new SimpleObjectProperty<>(Look.SYSTEM);
    private final ObjectProperty<Locale> language;
    private final int threads;
    private final Path pictures;

    /// A window that speaks `language`.
    ///
    /// @param threads how many the networks use
    /// @param pictures the folder pictures go to
    public ShellModel(Locale language, int threads, Path pictures) {
        this.language = new SimpleObjectProperty<>(language);
        this.threads = threads;
        this.pictures = pictures;
    }

    /// {@return whether it is light or dark}
    public ObjectProperty<Look> lookProperty() {
        return look;
    }

    /// {@return the language it speaks}
    public ObjectProperty<Locale> languageProperty() {
        return language;
    }

    /// {@return how many threads the networks use}
    public int threads() {
        return threads;
    }

    /// {@return the folder pictures go to}
    public Path pictures() {
        return pictures;
    }
}
