package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.ListView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.ui.common.RasterView;
import studio.sfumato.ui.generate.ProgressModel;

/// What an artist does in the window, with the real engine and the starter model.
class CreateJourneyTest extends Journey {
    @Test
    void fromTheFirstStartToAPictureAndTheSameOneAgain() throws IOException {
        assertThat(pictures()).isEmpty();
        assertThat(StudioRig.call(() -> rig.node("examples", Node.class).isVisible()))
                .isTrue();
        assertThat(StudioRig.call(
                        () -> rig.node("strip", Node.class).getParent().isVisible()))
                .isFalse();
        Set<Raster> seen = picturesSeen();

        rig.robot().clickOn("#example-1");
        awaitPictures(1);

        assertThat(seen).as("different pictures in the middle while it formed").hasSizeGreaterThan(4);
        assertThat(StudioRig.call(() -> rig.node("examples", Node.class).isVisible()))
                .isFalse();
        assertThat(rig.says("progress")).startsWith("Made in ");
        Path first = pictures().getFirst();
        PictureParameters parameters = PictureInfo.read(first).parameters();
        assertThat(parameters).isNotNull();
        assertThat(parameters.prompt()).isEqualTo("a fox on a blue background");
        assertThat(parameters.steps()).hasValue(20);
        assertThat(Png.read(first).raster()).isEqualTo(shown());

        rig.robot().clickOn("#use-seed").push(KeyCode.CONTROL, KeyCode.ENTER);
        awaitPictures(2);

        assertThat(Png.read(pictures().getLast()).raster())
                .isEqualTo(Png.read(first).raster());

        rig.robot().clickOn("#seed-random").clickOn("#generate");
        awaitPictures(3);
        assertThat(Png.read(pictures().getLast()).raster())
                .isNotEqualTo(Png.read(first).raster());

        rig.robot().clickOn("#strip").push(KeyCode.END);
        rig.await("the first picture", () -> Png.read(first).raster().equals(shown()));
    }

    @Test
    void aPictureIsMadeWithTheKeyboardAloneAndCancelledWithEscape() throws IOException {
        rig.robot()
                .write("a fox", 0)
                .push(KeyCode.SHIFT, KeyCode.CONTROL, KeyCode.LEFT)
                .push(KeyCode.CONTROL, KeyCode.UP);
        assertThat(text("prompt")).isEqualTo("a (fox:1.1)");
        rig.await("the count of tokens", () -> rig.says("prompt-count").equals("2 / 75"));

        rig.robot().push(KeyCode.TAB).write("text", 0);
        assertThat(text("negative")).isEqualTo("text");
        StudioRig.call(() -> {
            rig.node("steps", TextInputControl.class).requestFocus();
            return true;
        });
        rig.robot().push(KeyCode.CONTROL, KeyCode.A).write("900", 0).push(KeyCode.CONTROL, KeyCode.ENTER);
        rig.await(
                "the third step",
                () -> rig.create().progress().nowProperty().get() instanceof ProgressModel.Now.Stepping now
                        && now.step() >= 3);
        assertThat(rig.says("progress")).matches("Step \\d+ of 900");

        rig.robot().push(KeyCode.ESCAPE);
        rig.await("the end", () -> !rig.create().runningProperty().get());
        assertThat(rig.says("progress")).isEqualTo("Cancelled");
        assertThat(pictures()).isEmpty();

        rig.robot().push(KeyCode.CONTROL, KeyCode.A).write("3", 0).push(KeyCode.CONTROL, KeyCode.ENTER);
        awaitPictures(1);
        PictureParameters parameters = PictureInfo.read(pictures().getFirst()).parameters();
        assertThat(parameters).isNotNull();
        assertThat(parameters.prompt()).isEqualTo("a (fox:1.1)");
        assertThat(parameters.negative()).isEqualTo("text");
        assertThat(parameters.steps()).hasValue(3);
    }

    @Test
    void whatCannotBeIsSaidInPlaceAndTheSettingsOfAPictureComeBack() throws IOException {
        rig.robot().clickOn("#aspect-portrait").clickOn("#seed").write("12x", 0).clickOn("#generate");
        assertThat(notes()).hasSize(1).allSatisfy(note -> assertThat(note).contains("seed must be a whole number"));

        rig.robot().clickOn("#seed").push(KeyCode.BACK_SPACE).clickOn("#generate");
        awaitPictures(1);
        assertThat(notes()).isEmpty();
        assertThat(StudioRig.call(this::shown).toString()).isEqualTo("Raster[96×160 RGB]");

        rig.robot().clickOn("#aspect-square").clickOn("#seed-random").clickOn("#use-settings");
        assertThat(StudioRig.call(() -> List.of(
                        rig.node("width", TextInputControl.class).getText(),
                        rig.node("height", TextInputControl.class).getText(),
                        rig.node("seed", TextInputControl.class).getText())))
                .containsExactly("96", "160", "12");
    }

    private String text(String id) {
        return StudioRig.call(() -> rig.node(id, TextInputControl.class).getText());
    }

    private List<String> notes() {
        return StudioRig.call(
                () -> rig.create().notes().stream().map(note -> note.message()).toList());
    }

    private Raster shown() {
        Raster raster = rig.node("picture", RasterView.class).rasterProperty().get();
        assertThat(raster).isNotNull();
        return raster;
    }

    private Set<Raster> picturesSeen() {
        Set<Raster> seen = new LinkedHashSet<>();
        StudioRig.call(() -> rig.node("picture", RasterView.class)
                .rasterProperty()
                .subscribe(raster -> {
                    if (raster != null) {
                        seen.add(raster);
                    }
                }));
        return seen;
    }

    private void awaitPictures(int count) throws IOException {
        rig.await(
                count + " pictures in the strip",
                () -> !rig.create().runningProperty().get()
                        && rig.node("strip", ListView.class).getItems().size() == count);
        assertThat(pictures()).hasSize(count);
    }

    private List<Path> pictures() throws IOException {
        Path out = folder.resolve("pictures");
        if (!Files.isDirectory(out)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(out)) {
            return files.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        }
    }
}
