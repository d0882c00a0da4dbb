package studio.sfumato.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.library.Picture;
import studio.sfumato.library.RescanReport;
import studio.sfumato.ui.common.Note;

class GalleryModelTest {
    @TempDir
    Path folder;

    private GalleryRig rig;
    private GalleryModel model;

    @BeforeEach
    void open() {
        rig = new GalleryRig(folder);
        model = rig.model;
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aGalleryWithoutPicturesSaysSoOnceItHasLooked() {
        assertThat(model.foundProperty().get()).isSameAs(Found.NONE);
        model.start();
        model.show(true);
        assertThat(model.foundProperty().get()).isNotSameAs(Found.NONE);
        assertThat(model.foundProperty().get().size()).isZero();
        assertThat(model.notes()).isEmpty();
    }

    @Test
    void allPicturesAreFoundNewestFirstUnderTheirDays() {
        rig.threePictures();
        assertThat(rig.found()).containsExactly("a fox", "a boat", "a castle");
        assertThat(model.foundProperty().get().days()).hasSize(3);
        assertThat(model.foundProperty().get().whole()).isTrue();
    }

    @Test
    void eachLetterTypedNarrowsWhatIsFound() {
        rig.threePictures();
        model.queryProperty().set("bo");
        assertThat(rig.found()).containsExactly("a boat");
        model.queryProperty().set("boz");
        assertThat(rig.found()).isEmpty();
        model.queryProperty().set("model:starter -fox");
        assertThat(rig.found()).containsExactly("a boat");
        model.queryProperty().set("");
        assertThat(rig.found()).hasSize(3);
    }

    @Test
    void aSearchThatCannotBeIsExplainedAndWhatWasFoundStays() {
        rig.threePictures();
        model.queryProperty().set("fox");
        model.queryProperty().set("fox rating:many");
        assertThat(model.wrongProperty().get())
                .isNotNull()
                .extracting(Note::message)
                .asString()
                .contains("rating");
        assertThat(rig.found()).containsExactly("a fox");
        model.queryProperty().set("fox");
        assertThat(model.wrongProperty().get()).isNull();
    }

    @Test
    void whatCanBeClickedSaysHowManyThereAre() {
        rig.threePictures();
        assertThat(entries(Facets.Kind.PLACE)).containsExactly("=3 on");
        assertThat(entries(Facets.Kind.MODEL)).containsExactly("model=starter 2", "model=dream 1");
        assertThat(entries(Facets.Kind.SAMPLER)).containsExactly("sampler=Euler 2", "sampler=Euler a 1");
        assertThat(entries(Facets.Kind.DATE))
                .containsExactly("date=2026-11-22 1", "after=2026-11-16 2", "date=2026-11 2", "date=2026-07 1");
    }

    @Test
    void clickingNarrowsAndClickingAgainWidens() {
        rig.threePictures();
        click(Facets.Kind.SAMPLER, "Euler");
        assertThat(model.queryProperty().get()).isEqualTo("sampler:\"Euler\"");
        assertThat(rig.found()).containsExactly("a boat", "a castle");
        assertThat(entries(Facets.Kind.SAMPLER)).containsExactly("sampler=Euler 2 on", "sampler=Euler a 1");
        assertThat(entries(Facets.Kind.MODEL)).containsExactly("model=dream 1", "model=starter 1");
        click(Facets.Kind.DATE, "2026-07");
        assertThat(rig.found()).containsExactly("a castle");
        assertThat(entries(Facets.Kind.DATE)).contains("date=2026-11 1", "date=2026-07 1 on");
        click(Facets.Kind.DATE, "2026-07");
        click(Facets.Kind.SAMPLER, "Euler");
        assertThat(rig.found()).hasSize(3);
        assertThat(model.queryProperty().get()).isEmpty();
    }

    @Test
    void onePlaceIsChosenAtATimeAndAllPicturesClearsTheSearch() throws IOException {
        rig.threePictures();
        rig.library().mark(List.of(rig.at(0)), marks -> marks.withFavourite(true));
        rig.library()
                .mark(
                        List.of(rig.at(1)),
                        marks -> marks.withCollections(names -> {
                            names.add("for mum");
                            return names;
                        }));
        rig.library().trash(List.of(rig.at(2)));
        model.changed();
        assertThat(entries(Facets.Kind.PLACE))
                .containsExactly("=2 on", "is=favourite 1", "collection=for mum 1", "is=trashed 1");
        click(Facets.Kind.PLACE, "favourite");
        assertThat(rig.found()).containsExactly("a fox");
        click(Facets.Kind.PLACE, "for mum");
        assertThat(rig.found()).containsExactly("a boat");
        click(Facets.Kind.PLACE, "trashed");
        assertThat(rig.found()).containsExactly("a castle");
        assertThat(entries(Facets.Kind.PLACE)).contains("is=trashed 1 on", "=2");
        click(Facets.Kind.PLACE, "");
        assertThat(model.queryProperty().get()).isEmpty();
        assertThat(rig.found()).containsExactly("a fox", "a boat");
    }

    @Test
    void aPictureThatWasMadeIsThereAtOnce() {
        rig.threePictures();
        model.chosen().only(1);
        model.made(rig.picture("owl", "an owl", "starter", "Euler", 0));
        assertThat(rig.found()).containsExactly("an owl", "a fox", "a boat", "a castle");
        assertThat(model.chosen().place()).as("the boat stays chosen").isEqualTo(2);
        assertThat(entries(Facets.Kind.PLACE)).containsExactly("=4 on");
    }

    @Test
    void aPictureMadeWhileAnotherWorkspaceIsShownIsThereWhenThisOneIsEntered() {
        rig.threePictures();
        model.show(false);
        model.made(rig.picture("owl", "an owl", "starter", "Euler", 0));
        assertThat(rig.found()).hasSize(3);
        model.show(true);
        assertThat(rig.found()).hasSize(4);
        assertThat(entries(Facets.Kind.PLACE)).containsExactly("=4 on");
    }

    @Test
    void aPictureThatCannotBeReadIsNamedAndTheRestIsShown() throws IOException {
        Files.createDirectories(rig.art());
        Files.write(rig.art().resolve("empty.png"), new byte[0]);
        byte[] whole = Files.readAllBytes(rig.picture("cut", "a cut", "starter", "Euler", 5));
        Files.write(rig.art().resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
        rig.threePictures();
        assertThat(rig.found()).containsExactly("a fox", "a boat", "a castle");
        RescanReport report =
                Objects.requireNonNull(model.scan().reportProperty().get());
        assertThat(report.problems())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("empty.png"));
    }

    @Test
    void aFileThatWasDeletedIsSaidToBeGoneAndDropsOutAtTheNextRescan() throws IOException {
        rig.threePictures();
        Picture fox = rig.at(0);
        Files.delete(fox.file());
        model.thumbnails().want(List.of(fox), 64);
        assertThat(model.thumbnails().get(fox)).isInstanceOf(Thumb.Gone.class);
        model.scan().start();
        assertThat(rig.found()).containsExactly("a boat", "a castle");
    }

    @Test
    void aFileThatIsNoPictureAnyMoreIsSaidToBeBroken() throws IOException {
        rig.threePictures();
        Picture fox = rig.at(0);
        Files.write(fox.file(), new byte[] {1, 2, 3});
        model.thumbnails().want(List.of(fox), 64);
        assertThat(model.thumbnails().get(fox))
                .isInstanceOfSatisfying(
                        Thumb.Broken.class,
                        broken -> assertThat(broken.message()).contains("fox.png"));
    }

    @Test
    void smallCopiesAreMadeOfWhatIsInSightOnly() {
        rig.threePictures();
        model.thumbnails().want(List.of(rig.at(0), rig.at(1)), 64);
        assertThat(model.thumbnails().get(rig.at(0))).isInstanceOf(Thumb.Ready.class);
        assertThat(model.thumbnails().get(rig.at(2))).isNull();
    }

    @Test
    void aSmallCopyThatIsForgottenMakesRoomForAnother() {
        rig.threePictures();
        ThumbnailsModel thumbnails = model.thumbnails();
        int side = 1700; // so large that only two are remembered
        thumbnails.want(List.of(rig.at(0)), side);
        Thumb.Ready fox = ready(rig.at(0));
        int[] pixels = fox.argb().clone();
        thumbnails.want(List.of(rig.at(1)), side);
        thumbnails.want(List.of(rig.at(2)), side);
        assertThat(thumbnails.get(rig.at(0))).isNull();
        assertThat(pixels[side * side / 2])
                .as("beside the picture, which is twice as high as wide")
                .isZero();
        assertThat(pixels[side * side / 2 + side / 2]).as("in its middle").isNotZero();
        assertThat(ready(rig.at(1)).argb()).isNotEqualTo(pixels);

        thumbnails.want(List.of(rig.at(0)), side);
        assertThat(ready(rig.at(0)).argb()).isSameAs(fox.argb()).isEqualTo(pixels);
        assertThat(thumbnails.get(rig.at(2))).as("not looked at since").isNull();
    }

    @Test
    void noCopyInSightIsForgottenHoweverLargeTheScreen() {
        rig.threePictures();
        List<Picture> inSight = List.of(rig.at(0), rig.at(1), rig.at(2));
        model.thumbnails().want(inSight, 1700);
        assertThat(inSight)
                .allSatisfy(picture -> assertThat(ready(picture).side()).isEqualTo(1700));
    }

    private Thumb.Ready ready(Picture picture) {
        return (Thumb.Ready) Objects.requireNonNull(model.thumbnails().get(picture));
    }

    @Test
    void theFolderOfPicturesMayGoWhileTheGalleryIsOpen() throws IOException {
        rig.threePictures();
        for (String name : List.of("fox", "boat", "castle")) {
            Files.delete(rig.art().resolve(name + ".png"));
        }
        Files.delete(rig.art());
        model.scan().start();
        assertThat(rig.found()).as("a drive may only be unplugged").hasSize(3);
        assertThat(Objects.requireNonNull(model.scan().reportProperty().get()).problems())
                .anySatisfy(problem -> assertThat(problem).contains("is not there"));
    }

    @Test
    void anIndexThatIsDamagedIsMadeAnewWithAMessage() throws IOException {
        rig.threePictures();
        rig.library().mark(List.of(rig.at(0)), marks -> marks.withFavourite(true));
        rig.close();
        Files.write(
                rig.index(),
                "this is no index, and long enough to be read as one".repeat(50).getBytes(StandardCharsets.UTF_8));
        try (GalleryRig again = new GalleryRig(folder)) {
            again.model.start();
            again.model.show(true);
            assertThat(again.found()).containsExactly("a fox", "a boat", "a castle");
            assertThat(again.at(0).marks().favourite()).isTrue();
            assertThat(again.model.notes())
                    .extracting(Note::message)
                    .singleElement()
                    .asString()
                    .contains("damaged");
            again.model.notes().clear();
            again.model.refresh();
            assertThat(again.model.notes()).as("told once").isEmpty();
        }
    }

    @Test
    void anIndexThatIsMissingIsMadeAnew() throws IOException {
        rig.threePictures();
        rig.close();
        Files.delete(rig.index());
        try (GalleryRig again = new GalleryRig(folder).threePictures()) {
            assertThat(again.found()).hasSize(3);
        }
    }

    @Test
    void whereThereCanBeNoIndexThatIsSaid() throws IOException {
        Files.writeString(folder.resolve("library"), "a file where the folder should be");
        model.start();
        model.show(true);
        assertThat(model.notes())
                .isNotEmpty()
                .allSatisfy(note -> assertThat(note.serious()).isTrue());
    }

    private List<String> entries(Facets.Kind kind) {
        return model.facets().stream()
                .filter(facets -> facets.kind() == kind)
                .flatMap(facets -> facets.entries().stream())
                .map(entry -> entry.key() + "=" + (entry.key().isEmpty() ? "" : entry.value() + " ") + entry.count()
                        + (entry.on() ? " on" : ""))
                .toList();
    }

    private void click(Facets.Kind kind, String value) {
        model.facets().stream()
                .filter(facets -> facets.kind() == kind)
                .flatMap(facets -> facets.entries().stream())
                .filter(entry -> entry.value().equals(value))
                .findFirst()
                .ifPresent(entry -> model.click(kind, entry));
    }
}
