package studio.sfumato.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Jpeg;
import studio.sfumato.image.Png;
import studio.sfumato.image.PngText;
import studio.sfumato.image.Raster;

class LibraryTest {
    @TempDir
    Path folder;

    private Shelf shelf() {
        return new Shelf(folder);
    }

    @Test
    void aPictureThatWasJustMadeIsFoundAtOnce() {
        try (Library library = shelf().open()) {
            Picture added = library.add(shelf().fox(9));
            assertThat(library.page(Search.parse("fox seed:9"), Long.MAX_VALUE, 5))
                    .containsExactly(added);
        }
    }

    @Test
    void onlyWhatWasNeverEnteredIsCaughtUpWith() {
        try (Library library = shelf().open()) {
            Path known = shelf().fox(1);
            Path missed = shelf().fox(2);
            Path thrownAway = shelf().fox(3);
            library.add(known);
            library.trash(List.of(library.add(thrownAway)));
            List<Path> all = List.of(known, missed, thrownAway, folder.resolve("gone.png"));
            assertThat(library.catchUp(all)).isEqualTo(1);
            assertThat(library.find(missed)).isPresent();
            assertThat(library.count(Search.all())).isEqualTo(2);
            assertThat(library.catchUp(all)).isZero();
        }
    }

    @Test
    void aFileThatWasReplacedIsAnotherPicture() {
        try (Library library = shelf().open()) {
            library.mark(
                    List.of(library.add(shelf().picture("x.png", "fox", "", "m", 1))), marks -> marks.withRating(3));
            Picture second = library.add(shelf().picture("x.png", "boat", "", "m", 2));
            assertThat(library.page(Search.all(), Long.MAX_VALUE, 5)).containsExactly(second);
            assertThat(second.marks()).isEqualTo(Marks.NONE);
        }
    }

    @Test
    void picturesOfTheSameInstantHaveNumbersOfTheirOwn() {
        try (Library library = shelf().open()) {
            Picture one = library.add(shelf().picture("1.png", "fox", "", "m", 1));
            Picture two = library.add(shelf().picture("2.png", "fox", "", "m", 1));
            assertThat(two.id()).isEqualTo(one.id() + 1);
        }
    }

    @Test
    void theTrashGivesBackWhatItWasGiven() {
        Path file = shelf().fox(1);
        try (Library library = shelf().scanned()) {
            Picture trashed =
                    library.trash(List.of(library.find(file).orElseThrow())).getFirst();
            assertThat(file).doesNotExist();
            assertThat(trashed.file()).exists().startsWith(shelf().art());
            assertThat(library.count(Search.all())).isZero();
            assertThat(library.count(Search.parse("is:trashed"))).isEqualTo(1);
            shelf().fox(1); // something else took its name meanwhile

            Picture back =
                    library.restore(List.of(library.find(file).orElseThrow())).getFirst();

            assertThat(back.file()).hasFileName("00001-1-1.png").exists();
            assertThat(file).exists();
            library.trash(List.of(back));
            assertThat(library.emptyTrash()).isEqualTo(1);
            assertThat(back.file()).doesNotExist();
            assertThat(library.count(Search.parse("is:trashed"))).isZero();
        }
    }

    @Test
    void aBrokenIndexIsKeptAsideAndMadeAnew() throws IOException {
        shelf().fox(1);
        try (Library library = shelf().scanned()) {
            assertThat(library.notes()).isEmpty();
        }
        Files.writeString(
                folder.resolve("library/index.db"), "this is no database, whatever its name says ".repeat(50));

        try (Library library = shelf().open()) {
            assertThat(library.notes()).singleElement().asString().contains("damaged", "index.db.broken-");
            assertThat(library.needsRescan()).isTrue();
            Shelf.scan(library);
            assertThat(library.count(Search.all())).isEqualTo(1);
        }
    }

    @Test
    void anIndexOfANewerVersionIsKeptAside() throws SQLException {
        shelf().fox(1);
        shelf().scanned().close();
        try (IndexConnection index = IndexConnection.open(folder.resolve("library/index.db"))) {
            index.script("PRAGMA user_version = 99");
        }
        try (Library library = shelf().scanned()) {
            assertThat(library.notes()).singleElement().asString().contains("newer version");
            assertThat(library.count(Search.all())).isEqualTo(1);
        }
    }

    @Test
    void whileAnotherProcessWritesIntoTheIndexItIsReadAndWhatIsToBeWrittenWaits() throws Exception {
        shelf().fox(1);
        try (Library library = shelf().scanned();
                IndexConnection other = IndexConnection.open(folder.resolve("library/index.db"))) {
            Picture fox = library.load(library.ids(Search.all())).getFirst();
            other.script("BEGIN IMMEDIATE", "DELETE FROM labels");
            CompletableFuture<List<Picture>> marked =
                    CompletableFuture.supplyAsync(() -> library.mark(List.of(fox), marks -> marks.withFavourite(true)));
            assertThat(library.count(Search.parse("fox"))).isEqualTo(1);
            assertThat(marked).as("it waits").isNotDone();
            other.script("ROLLBACK");
            assertThat(marked.get(30, TimeUnit.SECONDS)).hasSize(1);
            assertThat(library.count(Search.parse("is:favourite"))).isEqualTo(1);
        }
    }

    @Test
    void picturesThatAnEarlierVersionMadeNothingOfAreReadAgain() throws SQLException {
        shelf().fox(1);
        Path comfy = shelf().art().resolve("comfy.png");
        Png.write(comfy, Raster.filled(8, 8, 0), List.of(PngText.of("prompt", """
                {"3": {"class_type": "KSampler", "inputs": {"seed": 42, "steps": 12, "sampler_name": "euler",
                   "positive": ["6", 0], "latent_image": ["5", 0]}},
                 "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a lighthouse"}}}""")));
        shelf().scanned().close();
        try (IndexConnection index = IndexConnection.open(folder.resolve("library/index.db"))) {
            index.script("UPDATE pictures SET steps = 0, seed = NULL WHERE seed = 42", "PRAGMA user_version = 1");
        }
        try (Library library = shelf().open()) {
            assertThat(library.count(Search.parse("seed:42"))).isZero();
            RescanReport report = Shelf.scan(library);
            assertThat(report.changed()).as("only that one").isEqualTo(1);
            assertThat(library.count(Search.parse("lighthouse seed:42 sampler:Euler")))
                    .isEqualTo(1);
        }
    }

    @Test
    void foldersThatPicturesWentToBeforeAreNotForgotten() {
        shelf().fox(1);
        shelf().scanned().close();
        Path other = folder.resolve("other");
        try (Library library = Library.open(folder.resolve("library"), other, List.of())) {
            assertThat(library.folders()).containsExactly(other, shelf().art());
        }
    }

    @Test
    void twoProgramsMayHaveTheGalleryOpen() {
        try (Library one = shelf().open();
                Library two = shelf().open()) {
            one.add(shelf().fox(1));
            two.add(shelf().fox(2));
            assertThat(one.count(Search.all())).isEqualTo(2);
        }
    }

    @Test
    void marksThatCannotBeAreNamed() {
        assertThatThrownBy(() -> Marks.NONE.withRating(6))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("rating");
        assertThatThrownBy(() -> Marks.NONE.withTags(tags -> {
                    tags.add(" ");
                    return tags;
                }))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("tag");
    }

    @Test
    void thumbnailsAreMadeOnceAndFollowTheFile() throws IOException, ExecutionException, InterruptedException {
        Path file = shelf().art().resolve("large.png");
        Files.createDirectories(shelf().art());
        Png.write(file, Raster.filled(1024, 512, 0x336699), List.of());
        try (Library library = shelf().scanned();
                Thumbnails thumbnails = new Thumbnails(folder.resolve("cache"), 1 << 20)) {
            Path copy = thumbnails.of(library.find(file).orElseThrow()).get();
            Raster small = Jpeg.read(copy);
            assertThat(small.width()).isEqualTo(256);
            assertThat(small.height()).isEqualTo(128);
            assertThat(small.argb(9, 9) & 0xFF).isBetween(0x94, 0x9E);
            assertThat(thumbnails.of(library.find(file).orElseThrow())).isCompletedWithValue(copy);

            Png.write(file, Raster.filled(300, 300, 0xFFFFFF), List.of());
            Shelf.scan(library);
            assertThat(thumbnails.of(library.find(file).orElseThrow()).get()).isNotEqualTo(copy);

            Files.delete(file);
            Picture gone = library.find(file).orElseThrow();
            Picture other = new Picture(1, file, 2, 3, gone.facts(), Marks.NONE, gone.home());
            assertThatThrownBy(() -> thumbnails.of(other).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ImageFileException.class);
        }
    }

    @Test
    void aThumbnailThatAPowerCutLeftEmptyIsMadeAgain() throws IOException {
        Path file = shelf().art().resolve("large.png");
        Files.createDirectories(shelf().art());
        Png.write(file, Raster.filled(1024, 512, 0x336699), List.of());
        try (Library library = shelf().scanned();
                Thumbnails thumbnails = new Thumbnails(folder.resolve("cache"), 1 << 20)) {
            Picture picture = library.find(file).orElseThrow();
            Raster small = thumbnails.read(picture);
            assertThat(small.width()).isEqualTo(256);
            Path copy = thumbnails.of(picture).join();
            Files.write(copy, new byte[0]);
            assertThat(thumbnails.read(picture)).isEqualTo(small);
            assertThat(Jpeg.read(copy)).isEqualTo(small);
        }
    }

    @Test
    void thumbnailsTakeNoMoreRoomThanTheyMay() throws IOException {
        Files.createDirectories(shelf().art());
        Path file = shelf().art().resolve("x.png");
        Png.write(file, Raster.filled(64, 64, 0x336699), List.of());
        try (Library library = shelf().scanned();
                Thumbnails thumbnails = new Thumbnails(folder.resolve("cache"), 0)) {
            Path copy = thumbnails.of(library.find(file).orElseThrow()).join();
            assertThat(copy).doesNotExist();
        }
    }
}
