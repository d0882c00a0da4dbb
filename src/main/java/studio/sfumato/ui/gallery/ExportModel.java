package studio.sfumato.ui.gallery;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.ImageFileException;
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

    private final Desks desks;
    private final Batch batch;

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
        this.desks = desks;
        batch = new Batch(store, desks.window());
    }

    /// {@return how it goes, and what ends it}
    Batch batch() {
        return batch;
    }

    /// Begins to copy these pictures, unless it is copying others.
    void start(Set<Long> ids, Wish wish) {
        batch.start(desks.pixels(), ids, () -> {
            PictureWriter.prepare(wish.folder());
            return (picture, _) -> copy(picture, wish);
        });
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
