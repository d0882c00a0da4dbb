package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.ui.common.FxThread;

/// The pictures made since the window was opened, the newest first, and the one that is looked at.
public final class MadeModel {
    /// How large thumbnails are.
    static final int THUMBNAIL = 192;

    private final Executor background;
    private final FxThread window;
    private final Consumer<StudioException> failed;
    private final ObservableList<MadePicture> pictures = FXCollections.observableArrayList();
    private final ObjectProperty<@Nullable MadePicture> chosen = new SimpleObjectProperty<>(null);
    private final ReadOnlyObjectWrapper<@Nullable Raster> shown = new ReadOnlyObjectWrapper<>(null);
    private final BooleanProperty repeated = new SimpleBooleanProperty(false);
    private boolean known;

    MadeModel(Executor background, FxThread window, Consumer<StudioException> failed) {
        this.background = background;
        this.window = window;
        this.failed = failed;
        chosen.subscribe(this::read);
    }

    /// {@return them}
    public ObservableList<MadePicture> pictures() {
        return pictures;
    }

    /// {@return the one that is looked at; `null` before the first}
    public ObjectProperty<@Nullable MadePicture> chosenProperty() {
        return chosen;
    }

    /// {@return its pixels, once they are read}
    public ReadOnlyObjectProperty<@Nullable Raster> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /// {@return whether it is laid side by side}
    public BooleanProperty repeatedProperty() {
        return repeated;
    }

    /// A picture was made; it is looked at.
    void add(MadePicture picture, Raster pixels) {
        pictures.addFirst(picture);
        known = true;
        chosen.set(picture);
        known = false;
        shown.set(pixels);
    }

    /// Shows a picture that is in no file.
    void show(Raster pixels) {
        chosen.set(null);
        shown.set(pixels);
    }

    /// Looks at the picture that `request` made and that is in `file`, whether it is among those made here or not.
    void look(GenerationRequest request, Path file) {
        Optional<MadePicture> here =
                pictures.stream().filter(made -> made.file().equals(file)).findFirst();
        if (here.isPresent()) {
            chosen.set(here.get());
            return;
        }
        background.execute(() -> {
            try {
                Raster pixels = Png.read(file).raster();
                MadePicture found = new MadePicture(request, file, Resampler.LANCZOS.fit(pixels, THUMBNAIL));
                window.run(() -> add(found, pixels));
            } catch (ImageFileException | NotEnoughMemoryException unreadable) {
                window.run(() -> failed.accept(unreadable));
            }
        });
    }

    /// Only thumbnails stay in memory; the pixels come from the file.
    private void read(@Nullable MadePicture picture) {
        if (picture == null || known) {
            return;
        }
        background.execute(() -> {
            try {
                Raster pixels = Png.read(picture.file()).raster();
                window.run(() -> {
                    if (picture.equals(chosen.get())) {
                        shown.set(pixels);
                    }
                });
            } catch (ImageFileException | NotEnoughMemoryException unreadable) {
                window.run(() -> failed.accept(unreadable));
            }
        });
    }
}
