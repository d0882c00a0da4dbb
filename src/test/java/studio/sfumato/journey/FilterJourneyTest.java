package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.Node;
import javafx.scene.control.MenuButton;
import javafx.scene.control.Slider;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.fx.Screenshot;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Raster;

/// A layer is shown through filters, and its pixels stay.
class FilterJourneyTest extends Journey {
    @Test
    void aLayerIsSmoothedTurnedUpAndPlainAgain() {
        CanvasDocument document = StudioRig.call(() -> {
            CanvasDocument open = CanvasDocument.of(chequered(), "Picture");
            rig.wiring().shell().workspaceProperty().set("canvas");
            rig.wiring().canvas().page().open(open);
            return open;
        });
        rig.await("the canvas", () -> rig.node("filter-add", MenuButton.class).isVisible());
        Raster before = StudioRig.call(document::flattened);
        StudioRig.call(() -> {
            rig.node("filter-add", MenuButton.class).getItems().stream()
                    .filter(item -> "filter-smooth-edges".equals(item.getId()))
                    .forEach(item -> item.fire());
            return true;
        });
        rig.await("its rows", () -> rig.node("filters", Node.class).isVisible());
        StudioRig.call(() -> {
            rig.node("filter-smooth-edges-filter-edge", Slider.class).setValue(90);
            return true;
        });
        rig.await(
                "it is worked out",
                () -> !rig.wiring().canvas().filters().workingProperty().get());
        assertThat(StudioRig.call(document::flattened)).isNotEqualTo(before);
        StudioRig.call(() -> Screenshot.of(rig.scene(), "canvas-filters"));
        rig.robot().clickOn("#filter-remove");
        rig.await("it is gone", () -> !rig.node("filters", Node.class).isVisible());
        assertThat(StudioRig.call(document::flattened)).isEqualTo(before);
        StudioRig.call(() -> {
            rig.wiring().canvas().page().undo();
            return true;
        });
        assertThat(StudioRig.call(() -> document.layer(1).filters().filters())).hasSize(1);
    }

    private static Raster chequered() {
        int[] pixels = new int[256 * 256];
        for (int i = 0; i < pixels.length; i++) {
            int grey = (i / 8 + i / 256 / 8) % 2 == 0 ? 100 : 150;
            pixels[i] = grey * 0x10101 + (i % 7) * 3;
        }
        return Raster.opaque(256, 256, pixels);
    }
}
