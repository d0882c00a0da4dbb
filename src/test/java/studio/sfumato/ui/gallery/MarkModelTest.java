package studio.sfumato.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.library.Marks;
import studio.sfumato.library.Picture;
import studio.sfumato.ui.common.Note;

class MarkModelTest {
    @TempDir
    Path folder;

    private GalleryRig rig;
    private GalleryModel model;

    @BeforeEach
    void open() {
        rig = new GalleryRig(folder).threePictures();
        model = rig.model;
        model.chosen().only(0);
        model.chosen().through(1);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Marks marks(int place) {
        return rig.at(place).marks();
    }

    @Test
    void chosenPicturesBecomeFavouritesAndNoLongerWhereAllAre() {
        rig.library().mark(List.of(rig.at(0)), marks -> marks.withFavourite(true));
        model.marks().favourite();
        assertThat(marks(0).favourite()).isTrue();
        assertThat(marks(1).favourite()).isTrue();
        assertThat(marks(2).favourite()).isFalse();
        assertThat(model.marks().doneProperty().get()).isEqualTo(new MarkModel.Done("favourite", 2, true));
        model.marks().favourite();
        assertThat(marks(0).favourite()).isFalse();
        model.marks().undo();
        assertThat(marks(1).favourite()).isTrue();
        model.marks().undo();
        assertThat(marks(0).favourite()).as("as it was at first").isTrue();
        assertThat(marks(1).favourite()).isFalse();
    }

    @Test
    void starsAreGivenTakenAwayAndComeBack() {
        model.marks().rate(4);
        assertThat(marks(0).rating()).isEqualTo(4);
        assertThat(model.pages().get(rig.at(1).id()))
                .hasValueSatisfying(
                        picture -> assertThat(picture.marks().rating()).isEqualTo(4));
        model.marks().rate(0);
        assertThat(marks(1).rating()).isZero();
        model.marks().undo();
        assertThat(marks(1).rating()).isEqualTo(4);
    }

    @Test
    void tagsAndCollectionsAreGivenAndTakenAway() {
        model.marks().tag(" best ", true);
        model.marks().collect("for mum", true);
        assertThat(marks(0).tags()).containsExactly("best");
        assertThat(marks(1).collections()).containsExactly("for mum");
        model.queryProperty().set("tag:best collection:\"for mum\"");
        assertThat(rig.found()).hasSize(2);
        model.chosen().only(0);
        model.marks().tag("BEST", false);
        assertThat(rig.found()).as("out of sight at once").hasSize(1);
        model.marks().undo();
        assertThat(rig.found()).hasSize(2);
    }

    @Test
    void aTagThatCannotBeIsSaid() {
        model.marks().tag("x".repeat(200), true);
        assertThat(model.notes())
                .extracting(Note::message)
                .singleElement()
                .asString()
                .contains("tag");
        assertThat(marks(0).tags()).isEmpty();
    }

    @Test
    void whatIsThrownAwayIsGoneFromSightAndComesBackWithUndo() {
        Path fox = rig.at(0).file();
        model.marks().trash();
        assertThat(rig.found()).containsExactly("a castle");
        assertThat(fox).doesNotExist();
        assertThat(model.marks().doneProperty().get()).isEqualTo(new MarkModel.Done("trashed", 2, true));
        assertThat(model.chosen().ids()).as("the next is chosen").hasSize(1);
        model.marks().undo();
        assertThat(rig.found()).containsExactly("a fox", "a boat", "a castle");
        assertThat(fox).exists();
    }

    @Test
    void whatIsInTheTrashIsTakenBackOrDeletedForGood() {
        model.marks().trash();
        model.queryProperty().set("is:trashed");
        assertThat(model.inTrash()).isTrue();
        assertThat(rig.found()).containsExactly("a fox", "a boat");
        model.chosen().only(1);
        model.marks().restore();
        assertThat(rig.found()).containsExactly("a fox");
        Path there = rig.at(0).file();
        model.marks().emptyTrash();
        assertThat(rig.found()).isEmpty();
        assertThat(there).doesNotExist();
        assertThat(model.marks().doneProperty().get()).isEqualTo(new MarkModel.Done("emptied", 1, false));
        model.marks().undo();
        model.queryProperty().set("");
        assertThat(rig.found()).as("what was deleted stays so").containsExactly("a boat", "a castle");
    }

    @Test
    void aFileThatCannotBeMovedIsNamedAndTheOthersAreStillThere() throws IOException {
        Picture boat = rig.at(1);
        Files.delete(boat.file());
        model.chosen().only(1);
        model.marks().trash();
        assertThat(model.notes())
                .extracting(Note::message)
                .singleElement()
                .asString()
                .contains("boat.png");
        assertThat(rig.found()).hasSize(3);
    }

    @Test
    void withNothingChosenNothingIsDone() {
        model.chosen().none();
        model.marks().trash();
        model.marks().rate(3);
        model.marks().undo();
        assertThat(model.marks().doneProperty().get()).isNull();
        assertThat(rig.found()).hasSize(3);
    }
}
