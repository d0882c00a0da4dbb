package studio.sfumato.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;

class RescanTest {
    @TempDir
    Path folder;

    private Shelf shelf() {
        return new Shelf(folder);
    }

    private static Picture only(Library library) {
        List<Picture> all = library.page(Search.all(), Long.MAX_VALUE, 10);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static Marks loved(Marks marks) {
        return marks.withRating(5).withFavourite(true).withTags(_ -> Set.of("best"));
    }

    @Test
    void onlyWhatHasChangedIsReadAgain() throws IOException {
        Path first = shelf().fox(1);
        shelf().fox(2);
        try (Library library = shelf().open()) {
            assertThat(library.needsRescan()).isTrue();
            assertThat(Shelf.scan(library)).isEqualTo(new RescanReport(2, 2, 0, 0, 0, List.of()));
            assertThat(library.needsRescan()).isFalse();
            assertThat(Shelf.scan(library)).isEqualTo(new RescanReport(2, 0, 0, 0, 0, List.of()));

            long id = library.find(first).orElseThrow().id();
            shelf().picture("2026-03-01/00001-1.png", "a cat", "", "starter", 7);
            assertThat(Shelf.scan(library)).isEqualTo(new RescanReport(2, 0, 1, 0, 0, List.of()));
            assertThat(library.find(first).orElseThrow().id()).isEqualTo(id);
            assertThat(library.count(Search.parse("cat"))).isEqualTo(1);
            assertThat(library.count(Search.parse("fox"))).isEqualTo(1);

            Files.delete(first);
            assertThat(Shelf.scan(library).gone()).isEqualTo(1);
            assertThat(library.count(Search.parse("cat"))).isZero();
        }
    }

    @Test
    void aPictureThatWasMovedKeepsItsMarks() throws IOException {
        Path file = shelf().fox(1);
        try (Library library = shelf().scanned()) {
            library.mark(List.of(only(library)), RescanTest::loved);
            Path moved = folder.resolve("art/best/my fox.png");
            Files.createDirectories(moved.getParent());
            Files.move(file, moved);

            RescanReport report = Shelf.scan(library);

            assertThat(report.moved()).isEqualTo(1);
            assertThat(report.gone()).isZero();
            assertThat(only(library).file()).isEqualTo(moved);
            assertThat(only(library).marks().rating()).isEqualTo(5);
        }
    }

    @Test
    void aFolderThatIsGoneTakesItsPicturesWithItButOneThatIsNotPluggedInDoesNot() throws IOException {
        Path file = shelf().fox(1);
        try (Library library = shelf().scanned()) {
            Path away = folder.resolve("unplugged");
            Files.move(folder.resolve("art"), away);
            assertThat(Shelf.scan(library).problems())
                    .singleElement()
                    .asString()
                    .contains("is not there");
            assertThat(library.count(Search.all())).isEqualTo(1);
            Files.move(away, folder.resolve("art"));

            Files.delete(file);
            Files.delete(file.getParent());
            assertThat(Shelf.scan(library).gone()).isEqualTo(1);
        }
    }

    @Test
    void marksAndTrashSurviveTheLossOfTheIndex() throws IOException {
        Path file = shelf().fox(1);
        shelf().fox(2);
        Path elsewhere = folder.resolve("elsewhere.png");
        Files.copy(shelf().fox(3), elsewhere);
        try (Library library = shelf().scanned()) {
            library.mark(List.of(library.find(file).orElseThrow()), RescanTest::loved);
            library.trash(List.of(
                    library.find(folder.resolve("art/2026-03-01/00002-2.png")).orElseThrow()));
            library.mark(List.of(library.add(elsewhere)), marks -> marks.withRating(2));
            library.trash(List.of(library.add(Files.copy(elsewhere, folder.resolve("unwanted.png")))));
        }
        Library.setAside(folder.resolve("library"));
        assertThat(folder.resolve("library/index.db")).doesNotExist();

        try (Library library = shelf().scanned()) {
            assertThat(library.find(file).orElseThrow().marks()).isEqualTo(loved(Marks.NONE));
            assertThat(library.find(elsewhere).orElseThrow().marks().rating()).isEqualTo(2);
            assertThat(library.count(Search.all())).isEqualTo(3);
            List<Picture> trashed = library.page(Search.parse("is:trashed"), Long.MAX_VALUE, 10);
            assertThat(library.restore(trashed))
                    .extracting(Picture::file)
                    .allMatch(Files::exists)
                    .containsExactlyInAnyOrder(
                            folder.resolve("art/2026-03-01/00002-2.png"), folder.resolve("unwanted.png"));
        }
    }

    @Test
    void aHalfWrittenMarkSpoilsNoOther() throws IOException {
        shelf().fox(1);
        try (Library library = shelf().scanned()) {
            library.mark(List.of(only(library)), RescanTest::loved);
            Path marks = folder.resolve("art/.sfumato/marks.jsonl");
            Files.writeString(marks, Files.readString(marks) + "{\"file\":\"2026-03-01/00001-1.p");
            library.mark(List.of(only(library)), marks2 -> marks2.withRating(3));
        }
        Library.setAside(folder.resolve("library"));
        try (Library library = shelf().scanned()) {
            assertThat(only(library).marks()).isEqualTo(loved(Marks.NONE).withRating(3));
        }
    }

    @Test
    void whatIsNoPictureIsToldAndPassedOver() throws IOException {
        shelf().fox(1);
        Files.writeString(folder.resolve("art/broken.png"), "no picture");
        Files.createDirectories(folder.resolve("art/.hidden"));
        Files.writeString(folder.resolve("art/.hidden/other.png"), "not ours");
        try (Library library = shelf().open()) {
            RescanReport report = Shelf.scan(library);
            assertThat(report.added()).isEqualTo(1);
            assertThat(report.problems()).singleElement().asString().contains("broken.png");
        }
    }

    @Test
    void aCancelledScanGoesOnWhereItStopped() {
        shelf().picture("a/1.png", "fox", "", "m", 1);
        shelf().picture("b/2.png", "fox", "", "m", 2);
        try (Library library = shelf().open()) {
            CancellationToken token = new CancellationToken();
            assertThatThrownBy(() -> library.rescan(report -> token.cancel(), token))
                    .isInstanceOf(CancelledException.class);
            assertThat(library.count(Search.all())).isEqualTo(1);
            assertThat(library.needsRescan()).isTrue();
            assertThat(Shelf.scan(library).added()).isEqualTo(1);
            assertThat(library.count(Search.all())).isEqualTo(2);
        }
    }
}
