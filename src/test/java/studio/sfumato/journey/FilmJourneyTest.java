package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.ui.common.RasterView;

/// The steps of a picture, looked at and kept, with the real engine and the starter model.
class FilmJourneyTest extends Journey {
    private void make(double cfg) {
        StudioRig.call(() -> {
            rig.create().form().stepsProperty().set(6);
            rig.create().form().cfgProperty().set(cfg);
            rig.create().form().seedProperty().set("7");
            rig.create().generate("a fox on a blue background");
            return true;
        });
        rig.await(
                "the picture",
                () -> !rig.create().runningProperty().get()
                        && rig.create().film().thereProperty().get());
    }

    private Raster shown() {
        return StudioRig.call(() -> {
            Raster raster =
                    rig.node("picture", RasterView.class).rasterProperty().get();
            assertThat(raster).isNotNull();
            return raster;
        });
    }

    private boolean visible(String id) {
        return StudioRig.call(() -> {
            Node node = rig.node(id, Node.class);
            return node.isVisible() && node.getParent().isVisible();
        });
    }

    private List<Path> pictures() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("pictures"))) {
            return files.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        }
    }

    private void awaitStep(int step) {
        rig.await(
                "step " + step,
                () -> rig.create().film().shownProperty().get() != null
                        && rig.says("film-step").equals("Step " + step + " of 6"));
    }

    @Test
    void aStepIsLookedAtFromAllSidesKeptAndFoundInTheGallery() throws IOException {
        make(4);
        Raster finished = shown();
        rig.robot().push(KeyCode.CONTROL, KeyCode.T);
        awaitStep(6);
        assertThat(visible("strip")).isFalse();
        rig.robot().push(KeyCode.LEFT).push(KeyCode.LEFT);
        awaitStep(4);
        assertThat(rig.says("film-badge")).isEqualTo("Step 4 of 6");
        rig.await("the fourth step", () -> !shown().equals(finished));
        Raster merged = shown();

        rig.robot().clickOn("#film-unprompted");
        rig.await("another estimate", () -> !shown().equals(merged));
        Raster without = shown();
        rig.robot().clickOn("#film-prompted");
        rig.await("the third estimate", () -> !shown().equals(without) && !shown().equals(merged));
        rig.robot().clickOn("#film-merged");
        rig.await("the merged one again", () -> shown().equals(merged));

        rig.robot().clickOn("#film-keep");
        rig.await("the file", () -> rig.says("film-kept").startsWith("Kept as 00002-7"));
        assertThat(pictures()).hasSize(2);
        Path kept = pictures().getLast();
        assertThat(Png.read(kept).raster()).isEqualTo(merged);
        PictureParameters parameters = PictureInfo.read(kept).parameters();
        assertThat(parameters).isNotNull();
        assertThat(parameters.prompt()).isEqualTo("a fox on a blue background");
        assertThat(parameters.toString()).contains("Preview of step=4");

        rig.robot().push(KeyCode.ESCAPE);
        rig.await("the finished picture", () -> shown().equals(finished));
        assertThat(visible("strip")).isTrue();
        assertThat(visible("film-strip")).isFalse();

        rig.robot().clickOn("#rail-gallery");
        rig.await(
                "both in the gallery",
                () -> rig.scene().getRoot().lookupAll(".picture-card").stream()
                                .filter(card -> card.isVisible() && card.getAccessibleText() != null)
                                .count()
                        == 2);
    }

    @Test
    void atCfgOneItSaysThatThereIsOneEstimateOnly() {
        make(1);
        rig.robot().clickOn("#film");
        awaitStep(6);
        assertThat(visible("film-alone")).isTrue();
        assertThat(visible("film-merged")).isFalse();
        rig.robot().clickOn("#film-close");
        rig.await("the strip", () -> visible("strip"));
    }
}
