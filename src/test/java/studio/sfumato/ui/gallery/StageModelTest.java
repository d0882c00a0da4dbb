package studio.sfumato.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.image.metadata.PictureTexts;
import studio.sfumato.image.metadata.StageCost;
import studio.sfumato.library.Picture;

class StageModelTest {
    @TempDir
    Path folder;

    private GalleryRig rig;
    private GalleryModel model;
    private StageModel stage;

    @BeforeEach
    void open() {
        rig = new GalleryRig(folder).threePictures();
        model = rig.model;
        stage = model.stage();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void theChosenPictureIsToldAbout() {
        assertThat(stage.look().pictureProperty().get()).isNull();
        model.chosen().only(1);
        Details details = Objects.requireNonNull(stage.look().detailsProperty().get());
        assertThat(details.prompt()).isEqualTo("a boat");
        assertThat(details.negative()).isEqualTo("blurry");
        assertThat(details.seed()).hasValue("1440");
        assertThat(details.text()).startsWith("a boat\nNegative prompt: blurry\nSteps: 20");
        assertThat(details.lines())
                .extracting(Details.Line::key, Details.Line::value)
                .contains(tuple("model", "starter"), tuple("steps", "20 · 7.5"), tuple("size", "8 × 16"));
    }

    @Test
    void whatItTookIsToldWhereTheFileKnowsIt() {
        model.chosen().only(1);
        assertThat(Objects.requireNonNull(stage.look().detailsProperty().get()).stages())
                .isEmpty();
        StageCost waited = new StageCost("loading the U-Net", 0.001, 5, 5);
        StageCost sampled = new StageCost("sampling", 2.5, 7, 9);
        Png.write(
                rig.at(0).file(),
                Raster.filled(8, 16, 0),
                PictureTexts.of(PictureParameters.of("a fox", ""), StageCost.into("{}", List.of(waited, sampled))));
        model.chosen().only(0);
        assertThat(Objects.requireNonNull(stage.look().detailsProperty().get()).stages())
                .as("without what took no time")
                .containsExactly(sampled);
    }

    @Test
    void onePictureIsShownAloneAndOneGoesFromOneToTheNext() {
        stage.open();
        assertThat(stage.sceneProperty().get()).as("none is chosen").isEqualTo(StageModel.Scene.GRID);
        model.chosen().only(0);
        stage.open();
        assertThat(stage.sceneProperty().get()).isEqualTo(StageModel.Scene.PICTURE);
        assertThat(shown()).isEqualTo(Png.read(rig.at(0).file()).raster());
        stage.go(1);
        assertThat(shown()).isEqualTo(Png.read(rig.at(1).file()).raster());
        stage.go(1);
        stage.go(1);
        assertThat(model.chosen().place()).as("the last").isEqualTo(2);
        stage.go(-5);
        assertThat(model.chosen().place()).isEqualTo(2);
        stage.back();
        assertThat(stage.sceneProperty().get()).isEqualTo(StageModel.Scene.GRID);
    }

    @Test
    void thrownAwayThePictureGivesWayToTheNextAndTheLastOneToAll() {
        model.chosen().only(0);
        stage.open();
        model.marks().trash();
        assertThat(stage.sceneProperty().get()).isEqualTo(StageModel.Scene.PICTURE);
        assertThat(Objects.requireNonNull(stage.look().pictureProperty().get())
                        .facts()
                        .prompt())
                .isEqualTo("a boat");
        model.marks().trash();
        model.marks().trash();
        assertThat(rig.found()).isEmpty();
        assertThat(stage.sceneProperty().get()).isEqualTo(StageModel.Scene.GRID);
        assertThat(stage.look().pictureProperty().get()).isNull();
    }

    @Test
    void aPictureThatIsCutOffSaysWhatIsWrongWithIt() throws IOException {
        Picture boat = rig.at(1);
        Files.write(boat.file(), Arrays.copyOf(Files.readAllBytes(boat.file()), 300));
        model.chosen().only(1);
        assertThat(stage.look().rasterProperty().get()).isNull();
        assertThat(stage.look().problemProperty().get()).contains("boat.png");
        Details details = Objects.requireNonNull(stage.look().detailsProperty().get());
        assertThat(details.again()).isFalse();
        assertThat(details.problem()).contains("boat.png");
        model.chosen().only(0);
        assertThat(stage.look().problemProperty().get()).isEmpty();
        assertThat(shown()).isNotNull();
    }

    @Test
    void twoPicturesAreComparedAndTheirDifferenceIsCounted() throws IOException {
        Raster one = Raster.filled(4, 2, 0x102030);
        int[] pixels = one.toArgb();
        pixels[3] += 0x000300;
        Path fox = rig.at(0).file();
        Path boat = rig.at(1).file();
        Png.write(fox, one, List.of());
        Png.write(boat, Raster.opaque(4, 2, pixels), List.of());
        model.chosen().only(0);
        stage.compareChosen();
        assertThat(stage.sceneProperty().get()).as("one is not enough").isEqualTo(StageModel.Scene.GRID);
        model.chosen().toggle(1);
        stage.compareChosen();
        assertThat(stage.sceneProperty().get()).isEqualTo(StageModel.Scene.COMPARE);
        CompareModel.Pair pair =
                Objects.requireNonNull(stage.compare().pairProperty().get());
        assertThat(pair.most()).isEqualTo(3);
        assertThat(pair.share()).isEqualTo(1 / 8.0);
        assertThat(pair.difference().argb(3, 0)).isEqualTo(0xFF001800);
        assertThat(pair.difference().argb(0, 0)).isEqualTo(0xFF000000);
    }

    @Test
    void picturesOfTwoSizesCanBeComparedAndOneThatCannotBeReadIsNamed() throws IOException {
        Png.write(rig.at(0).file(), Raster.filled(64, 32, 0x808080), List.of());
        model.chosen().only(0);
        model.chosen().toggle(2);
        stage.compareChosen();
        assertThat(Objects.requireNonNull(stage.compare().pairProperty().get())
                        .difference()
                        .width())
                .isEqualTo(64);
        Files.delete(rig.at(2).file());
        stage.compareChosen();
        assertThat(stage.compare().pairProperty().get()).isNull();
        assertThat(stage.compare().problemProperty().get()).contains("castle.png");
    }

    @Test
    void whyTwoPicturesCannotBeComparedIsNotSaidOfTheNextTwo() throws IOException {
        Picture fox = rig.at(0);
        Picture boat = rig.at(1);
        Picture castle = rig.at(2);
        Files.delete(castle.file());
        Executor now = Runnable::run;
        List<Runnable> later = new ArrayList<>();
        CompareModel compare = new CompareModel(new Desks(now, now, now, now, now, now, later::add));
        compare.compare(fox, castle);
        compare.compare(fox, boat);
        later.forEach(Runnable::run);
        assertThat(compare.problemProperty().get()).isEmpty();
        assertThat(compare.pairProperty().get()).isNotNull();
    }

    private Raster shown() {
        return Objects.requireNonNull(stage.look().rasterProperty().get());
    }
}
