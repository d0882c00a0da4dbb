package studio.sfumato.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.canvas.file.CanvasFile;
import studio.sfumato.canvas.file.CanvasStore;
import studio.sfumato.canvas.file.OpenRaster;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.AtomicFiles;
import studio.sfumato.image.PictureFile;
import studio.sfumato.image.Png;
import studio.sfumato.ui.canvas.Store;

/// Documents and pictures of the canvas in files. Those that were open earlier stay, the newest of them, in case that
/// somebody wants them back.
final class CanvasFiles implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(CanvasFiles.class);
    private static final int MOST_LEFT = 12;

    private final Path root;
    private final CanvasStore store;
    private volatile Consumer<Optional<StudioException>> heard = _ -> {};

    /// @param root the program's folder for documents
    CanvasFiles(Path root) {
        this.root = root;
        store = new CanvasStore(root);
    }

    @Override
    public void watch(Consumer<Optional<StudioException>> other) {
        heard = other;
    }

    private void tell(Optional<StudioException> trouble) {
        heard.accept(trouble);
    }

    private Path name() {
        return root.resolve("last");
    }

    @Override
    public Optional<Opened> last() {
        try {
            String last = Files.readString(name(), StandardCharsets.UTF_8).strip();
            return left().stream()
                    .filter(folder -> String.valueOf(folder.getFileName()).equals(last))
                    .findFirst()
                    .flatMap(this::restored);
        } catch (IOException none) {
            LOG.debug("no canvas was open", none);
            return Optional.empty();
        }
    }

    @Override
    public Optional<Opened> before() {
        return left().stream().flatMap(folder -> restored(folder).stream()).findFirst();
    }

    @Override
    public Opened again(Path folder) {
        return restored(folder)
                .orElseThrow(() -> new ImageFileException(folder + " has no canvas any more, or it is open elsewhere"));
    }

    private List<Path> left() {
        List<Path> folders = store.left();
        folders.stream().skip(MOST_LEFT).forEach(CanvasStore::remove);
        return folders.stream().limit(MOST_LEFT).toList();
    }

    private Optional<Opened> restored(Path folder) {
        return store.restore(folder, this::tell).map(each -> new Opened(each.session(), each.notes()));
    }

    @Override
    public Opened open(Path file, String name) {
        String ending = file.toString().toLowerCase(Locale.ROOT);
        if (ending.endsWith(CanvasFile.ENDING)) {
            return kept(CanvasFile.read(file));
        }
        if (ending.endsWith(OpenRaster.ENDING)) {
            return kept(OpenRaster.read(file));
        }
        try {
            return begin(CanvasDocument.of(PictureFile.read(file), name));
        } catch (OutOfMemoryError full) {
            throw NotEnoughMemoryException.ofHeap(file + " is too large for a canvas", "Make it smaller", full);
        }
    }

    private Opened kept(CanvasFile.Content content) {
        CanvasDocument document = CanvasDocument.of(content.state());
        return new Opened(store.keep(document, content.settings(), this::tell), content.notes());
    }

    @Override
    public Opened begin(CanvasDocument document) {
        return new Opened(store.keep(document, Map.of(), this::tell), List.of());
    }

    @Override
    public void export(CanvasState state, Map<String, String> form, Path file) {
        String ending = file.toString().toLowerCase(Locale.ROOT);
        if (ending.endsWith(CanvasFile.ENDING)) {
            CanvasFile.write(file, state, form);
        } else if (ending.endsWith(OpenRaster.ENDING)) {
            OpenRaster.write(file, state);
        } else {
            Png.write(file, new Compositor(state).flattened(), List.of());
        }
    }

    @Override
    public void remember(Optional<Path> folder) {
        String last = folder.map(each -> String.valueOf(each.getFileName())).orElse("");
        AtomicFiles.write(name(), out -> out.write(last.getBytes(StandardCharsets.UTF_8)));
    }
}
