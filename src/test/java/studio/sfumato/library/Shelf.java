package studio.sfumato.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.image.metadata.PictureTexts;

/// A gallery in a folder, with pictures that say what made them.
///
/// @param folder holds the index, and the pictures in `art`
record Shelf(Path folder) {
    private static final Instant FIRST = Instant.parse("2026-03-01T12:00:00Z");

    Path art() {
        return folder.resolve("art");
    }

    Library open() {
        return Library.open(folder.resolve("library"), art(), List.of());
    }

    /// Opens the gallery with everything in it.
    Library scanned() {
        Library library = open();
        scan(library);
        return library;
    }

    static RescanReport scan(Library library) {
        return library.rescan(report -> {}, CancellationToken.none());
    }

    /// Puts a picture into the folder; each is a minute younger than the one before.
    Path picture(String name, String prompt, String negative, String model, long seed) {
        Path file = art().resolve(name);
        PictureParameters parameters = PictureParameters.of(prompt, negative)
                .with("Steps", 20)
                .with("Sampler", "Euler a")
                .with("CFG scale", 7.5)
                .with("Seed", seed)
                .with("Model", model);
        try {
            Files.createDirectories(file.getParent());
            Png.write(file, Raster.filled(8, 16, (int) seed & 0xFFFFFF), PictureTexts.of(parameters, "{}"));
            Files.setLastModifiedTime(file, FileTime.from(FIRST.plusSeconds(60 * seed)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    Path fox(long seed) {
        return picture("2026-03-01/0000" + seed + "-" + seed + ".png", "a fox", "blurry", "starter", seed);
    }
}
