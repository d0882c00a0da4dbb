package studio.sfumato.ui.gallery;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Jpeg;
import studio.sfumato.image.PictureWriter;
import studio.sfumato.image.Png;
import studio.sfumato.image.PngText;
import studio.sfumato.image.Webp;
import studio.sfumato.image.metadata.PictureTexts;
import studio.sfumato.library.Picture;

/// Copies pictures into another folder, as PNG, JPEG or WebP, with what made them or without. No file there is ever
/// replaced.
final class ExportModel {
    private static final Logger LOG = LoggerFactory.getLogger(ExportModel.class);
    private static final String PNG = ".png";

    private final Store store;
    private final Desks desks;
    private final ReadOnlyObjectWrapper<Progress> progress = new ReadOnlyObjectWrapper<>(Progress.NONE);
    private CancellationToken token = CancellationToken.none();

    /// How it goes.
    ///
    /// @param done how many are there
    /// @param total how many there will be
    /// @param running whether it goes on
    /// @param problems what could not be copied, one line each
    record Progress(int done, int total, boolean running, List<String> problems) {
        static final Progress NONE = new Progress(0, 0, false, List.of());
    }

    /// What is wanted.
    ///
    /// @param quality of a JPEG or a WebP, 0…1; at 1 a WebP loses nothing
    /// @param metadata whether with what made them
    record Wish(Path folder, Format format, double quality, boolean metadata) {}

    /// As what.
    enum Format {
        PNG(".png"),
        JPEG(".jpg"),
        WEBP(".webp");

        private final String ending;

        Format(String ending) {
            this.ending = ending;
        }
    }

    ExportModel(Store store, Desks desks) {
        this.store = store;
        this.desks = desks;
    }

    /// {@return how it goes}
    ReadOnlyObjectProperty<Progress> progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /// Begins to copy these pictures, unless it is copying others.
    void start(Set<Long> ids, Wish wish) {
        if (progress.get().running() || ids.isEmpty()) {
            return;
        }
        long[] all = ids.stream().mapToLong(Long::longValue).toArray();
        token = new CancellationToken();
        CancellationToken mine = token;
        progress.set(new Progress(0, all.length, true, List.of()));
        desks.pixels().execute(() -> copy(all, wish, mine));
    }

    /// Stops; what was copied stays.
    void cancel() {
        token.cancel();
    }

    /// What was told has been read.
    void forget() {
        if (!progress.get().running()) {
            progress.set(Progress.NONE);
        }
    }

    private void copy(long[] ids, Wish wish, CancellationToken mine) {
        List<String> problems = new ArrayList<>();
        int done = 0;
        try {
            PictureWriter.prepare(wish.folder());
            for (long id : ids) {
                mine.throwIfCancelled();
                for (Picture picture : store.library().load(id)) {
                    try {
                        copy(picture, wish);
                        done++;
                    } catch (ImageFileException unable) {
                        problems.add(String.valueOf(unable.getMessage()));
                    }
                }
                tell(new Progress(done, ids.length, true, List.copyOf(problems)));
            }
        } catch (CancelledException stopped) {
            tell(new Progress(done, ids.length, false, List.copyOf(problems)));
            return;
        } catch (StudioException fault) {
            problems.add(String.valueOf(fault.getMessage()));
        }
        tell(new Progress(done, ids.length, false, List.copyOf(problems)));
    }

    private void tell(Progress now) {
        desks.window().run(() -> progress.set(now));
    }

    private static void copy(Picture picture, Wish wish) {
        Path claimed = claim(wish.folder(), picture, wish.format().ending);
        boolean written = false;
        try {
            write(picture, wish, claimed);
            written = true;
        } finally {
            if (!written) {
                remove(claimed);
            }
        }
    }

    private static void write(Picture picture, Wish wish, Path to) {
        if (wish.format() == Format.PNG && wish.metadata()) {
            try {
                Files.copy(picture.file(), to, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException unable) {
                throw new ImageFileException(
                        picture.file() + " cannot be copied to " + to + ": " + unable.getMessage(), null, unable);
            }
            return;
        }
        Png.Picture read = Png.read(picture.file());
        String told = !wish.metadata()
                ? ""
                : read.texts().stream()
                        .filter(text -> text.keyword().equals(PictureTexts.PARAMETERS))
                        .map(PngText::text)
                        .findFirst()
                        .orElse("");
        switch (wish.format()) {
            case PNG -> Png.write(to, read.raster(), List.of());
            case WEBP -> Webp.write(to, read.raster(), wish.quality(), told);
            case JPEG -> {
                if (told.isEmpty()) {
                    Jpeg.write(to, read.raster(), wish.quality());
                } else {
                    Jpeg.write(to, read.raster(), wish.quality(), told);
                }
            }
        }
    }

    /// {@return a file that was not there and now is, empty: nobody else can take its name}
    private static Path claim(Path folder, Picture picture, String ending) {
        String name = String.valueOf(picture.file().getFileName());
        String stem =
                name.toLowerCase(Locale.ROOT).endsWith(PNG) ? name.substring(0, name.length() - PNG.length()) : name;
        for (int i = 0; ; i++) {
            Path file = folder.resolve(stem + (i == 0 ? "" : "-" + i) + ending);
            try {
                return Files.createFile(file);
            } catch (FileAlreadyExistsException taken) { // the next number may be free
                LOG.debug("{} is taken", file, taken);
            } catch (IOException unable) {
                throw new ImageFileException(
                        file + " cannot be written: " + unable.getMessage(), "Choose another folder.", unable);
            }
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            throw new ImageFileException(file + " could not be finished or removed", null, stays);
        }
    }
}
