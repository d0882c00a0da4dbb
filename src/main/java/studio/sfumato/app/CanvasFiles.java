package studio.sfumato.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.image.PictureFile;
import studio.sfumato.image.Png;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.ui.canvas.Store;

/// Documents and pictures of the canvas in files.
///
/// @param paths where the program's own are
record CanvasFiles(AppPaths paths) implements Store {
    @Override
    public Optional<Path> last() {
        return Optional.empty();
    }

    @Override
    public Opened open(Path file, String name) {
        return new Opened(CanvasDocument.of(PictureFile.read(file), name), Optional.empty(), Map.of());
    }

    @Override
    public Path fresh() {
        return paths.data().resolve("canvas");
    }

    @Override
    public void keep(CanvasState state, Map<String, String> form, Path file) {}

    @Override
    public void export(CanvasState state, Map<String, String> form, Path file) {
        Png.write(file, new Compositor(state).flattened(), List.of());
    }

    @Override
    public void remember(Optional<Path> file) {}
}
