package studio.sfumato.ui.common;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.stage.DirectoryChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/// What the desktop does for the window. Tests put a desktop of their own in its place.
public interface Desk {
    /// {@return the folder the user picks in the desktop's own dialogue; empty if they change their mind}
    ///
    /// @param owner the window it stands before
    /// @param start where it begins, if that exists
    Optional<Path> pickFolder(@Nullable Window owner, String title, Path start);

    /// Shows `path` in the desktop's file manager; returns at once.
    void show(Path path);

    /// {@return the dialogues of the toolkit, with `fileManager` to show folders}
    static Desk toolkit(Consumer<Path> fileManager) {
        return new Desk() {
            @Override
            public Optional<Path> pickFolder(@Nullable Window owner, String title, Path start) {
                DirectoryChooser chooser = new DirectoryChooser();
                chooser.setTitle(title);
                if (start.toFile().isDirectory()) {
                    chooser.setInitialDirectory(start.toFile());
                }
                return Optional.ofNullable(chooser.showDialog(owner)).map(File::toPath);
            }

            @Override
            public void show(Path path) {
                fileManager.accept(path);
            }
        };
    }
}
