package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.scene.Node;
import javafx.scene.control.Button;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.Screenshot;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.canvas.CanvasModel;

/// An artist lets a picture go on beyond its edges, and thinks better of it.
class ExtendJourneyTest extends Journey {
    private CanvasModel canvas() {
        return rig.wiring().canvas();
    }

    private Raster opened() {
        Random random = new Random(5);
        int[] argb = new int[256 * 256];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = random.nextInt();
        }
        Raster picture = Raster.opaque(256, 256, argb);
        Path file = folder.resolve("noise.png");
        Png.write(file, picture, List.of());
        StudioRig.call(() -> {
            rig.create().sendToCanvas(file);
            return true;
        });
        rig.await(
                "the canvas",
                () -> canvas().page().document().isPresent() && rig.node("intent-extend", Node.class) != null);
        return picture;
    }

    @Test
    void fillingTheNewSpaceIsStoppedAndTheCanvasStaysAsItIs() {
        Raster picture = opened();
        rig.robot().clickOn("#intent-extend");
        AtomicBoolean stopped = new AtomicBoolean();
        StudioRig.call(() -> {
            canvas().ask().extend().fill().read("texture");
            canvas().ask().extend().rightProperty().set(512);
            canvas().ask().extend().progressProperty().subscribe((_, now) -> {
                if (now.doubleValue() > 0.2 && stopped.compareAndSet(false, true)) {
                    Screenshot.of(rig.scene(), "canvas-extend-busy");
                    rig.node("extend-stop", Button.class).fire(); // before what comes of it is heard of
                }
            });
            return true;
        });
        rig.robot().clickOn("#canvas-generate");
        rig.await(
                "the end",
                () -> stopped.get() && !canvas().ask().extend().busyProperty().get());
        assertThat(StudioRig.call(() -> canvas().page().document().orElseThrow().flattened()))
                .isEqualTo(picture);
        assertThat(canvas().candidates().pendingProperty().get())
                .as("nothing is asked for")
                .isZero();
    }
}
