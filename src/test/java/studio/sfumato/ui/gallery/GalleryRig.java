package studio.sfumato.ui.gallery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.image.metadata.PictureTexts;
import studio.sfumato.library.Library;
import studio.sfumato.library.Picture;
import studio.sfumato.library.Thumbnails;

/// A gallery over a folder of real pictures that does all its work at once.
final class GalleryRig implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final Path folder;
    private final Thumbnails thumbnails;
    private final Store store;
    final GalleryModel model;
    final StudioStand studio = new StudioStand();

    GalleryRig(Path folder) {
        this.folder = folder;
        thumbnails = new Thumbnails(folder.resolve("thumbnails"), 1L << 26);
        store = new Store(
                () -> Library.open(folder.resolve("library"), art(), List.of()),
                () -> Library.setAside(folder.resolve("library")));
        model = new GalleryModel(
                store, thumbnails::read, studio, Desks.here(), Clock.fixed(NOW, ZoneId.systemDefault()));
    }

    Path art() {
        return folder.resolve("art");
    }

    Path index() {
        return folder.resolve("library/index.db");
    }

    Library library() {
        return store.library();
    }

    /// Writes a picture that was made `minutes` before now.
    Path picture(String name, String prompt, String model, String sampler, long minutes) {
        Path file = art().resolve(name + ".png");
        PictureParameters parameters = PictureParameters.of(prompt, "blurry")
                .with("Steps", 20)
                .with("Sampler", sampler)
                .with("CFG scale", 7.5)
                .with("Seed", minutes)
                .with("Model", model);
        try {
            Files.createDirectories(art());
            Png.write(file, Raster.filled(8, 16, (int) minutes * 999), PictureTexts.of(parameters, "{}"));
            Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(60 * minutes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /// A fox an hour ago, a boat yesterday and a castle in summer, in sight.
    GalleryRig threePictures() {
        picture("fox", "a fox", "starter", "Euler a", 60);
        picture("boat", "a boat", "starter", "Euler", 60 * 24);
        picture("castle", "a castle", "dream", "Euler", 60L * 24 * 120);
        model.start();
        model.show(true);
        return this;
    }

    /// {@return the prompts of what was found, in order}
    List<String> found() {
        Found found = model.foundProperty().get();
        return IntStream.range(0, found.size())
                .mapToObj(i -> library().load(found.id(i)).getFirst().facts().prompt())
                .toList();
    }

    Picture at(int place) {
        return library().load(model.foundProperty().get().id(place)).getFirst();
    }

    @Override
    public void close() {
        model.close();
        thumbnails.close();
        store.close();
    }
}
