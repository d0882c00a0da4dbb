package studio.sfumato.ui.common;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
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

    /// {@return the file the user picks; empty if they change their mind}
    ///
    /// @param start the folder it begins in, if that exists
    /// @param kinds how its name may end, without the point
    default Optional<Path> pickFile(@Nullable Window owner, String title, Path start, List<String> kinds) {
        return Optional.empty();
    }

    /// {@return the file the user wants something written to; empty if they change their mind}
    ///
    /// @param suggested what it may be called, and where it may be
    /// @param kind how its name ends, without the point
    default Optional<Path> pickNewFile(@Nullable Window owner, String title, Path suggested, String kind) {
        return Optional.empty();
    }

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

            @Override
            public Optional<Path> pickFile(@Nullable Window owner, String title, Path start, List<String> kinds) {
                FileChooser chooser = chooser(title, start, kinds);
                return Optional.ofNullable(chooser.showOpenDialog(owner)).map(File::toPath);
            }

            @Override
            public Optional<Path> pickNewFile(@Nullable Window owner, String title, Path suggested, String kind) {
                Path folder = suggested.getParent();
                FileChooser chooser = chooser(title, folder == null ? Path.of("") : folder, List.of(kind));
                chooser.setInitialFileName(String.valueOf(suggested.getFileName()));
                return Optional.ofNullable(chooser.showSaveDialog(owner)).map(File::toPath);
            }
        };
    }

    private static FileChooser chooser(String title, Path start, List<String> kinds) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        if (start.toFile().isDirectory()) {
            chooser.setInitialDirectory(start.toFile());
        }
        List<String> endings = kinds.stream().map(kind -> "*." + kind).toList();
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter(String.join(", ", endings), endings));
        return chooser;
    }
}
