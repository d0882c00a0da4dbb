package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javafx.scene.Node;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.generate.BatchModel;

/// A folder of pictures, one of them damaged, through the real engine.
class BatchJourneyTest extends Journey {
    @Test
    void everyPictureOfAFolderIsMadeIntoAnotherAndTheDamagedOneIsPassedOver() throws IOException {
        Path many = Files.createDirectories(folder.resolve("many"));
        Png.write(many.resolve("night.png"), Raster.filled(128, 128, 0x102040), List.of());
        Png.write(many.resolve("morning.png"), Raster.filled(128, 64, 0xE0B080), List.of());
        Files.writeString(many.resolve("torn.webp"), "no picture");
        BatchModel batch = rig.create().batch();
        StudioRig.call(() -> {
            rig.create().form().stepsProperty().set(4);
            rig.create().prompt().textProperty().set("a fox on a blue background");
            return true;
        });
        rig.robot().clickOn("#several");
        rig.await("the empty list", () -> {
            Node focused = rig.scene().getFocusOwner();
            return focused != null && "several-choose".equals(focused.getId());
        });
        ScreenshotsTest.show(rig, "several-empty-1280x800", Messages.LANGUAGES);
        StudioRig.call(() -> {
            batch.offer(List.of(many));
            return true;
        });
        rig.await("three pictures", () -> batch.entries().size() == 3);
        rig.await("the button", () -> rig.scene().lookup("#several-start") != null);
        rig.robot().clickOn("#several-start");
        rig.await(
                "two pictures",
                () -> !rig.create().runningProperty().get()
                        && rig.create().made().pictures().size() == 2);
        assertThat(rig.says("several-told")).isEqualTo("2 in the queue, 1 passed over");
        ScreenshotsTest.show(rig, "several-made-1280x800", Messages.LANGUAGES);
        try (Stream<Path> files = Files.walk(folder.resolve("pictures"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()))
                            .filter(name -> name.endsWith(".png"))
                            .sorted())
                    .containsExactly("00001-morning.png", "00002-night.png");
        }
    }
}
