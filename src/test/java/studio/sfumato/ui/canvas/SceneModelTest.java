package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.SceneClass;
import studio.sfumato.ui.canvas.tool.ToolKind;

/// Maps of areas, painted in the colours of what they show.
class SceneModelTest {
    private static final int SKY = 0xFF06E6E6;
    private static final int TREE = 0xFF04C803;

    @TempDir
    Path folder;

    private CanvasStand stand;

    @BeforeEach
    void open() {
        stand = new CanvasStand(folder);
        stand.open(128, 128);
        stand.model.control().add();
        stand.model.control().type().valueProperty().setValue(ControlType.SEGMENTATION);
    }

    @AfterEach
    void close() {
        stand.model.files().finish();
    }

    private Layer map() {
        return stand.model.page().layer().orElseThrow();
    }

    private void pick(String name) {
        stand.model.scene().searchProperty().set(name);
        SceneClass first = stand.model.scene().found().getFirst();
        assertThat(first.name()).isEqualTo(name);
        stand.model.scene().pick(first);
        assertThat(stand.model.scene().picked()).contains(first);
    }

    @Test
    void aMapIsPaintedAndFilledFromNothing() {
        stand.model.scene().clear();
        assertThat(map().pixels().isEmpty()).isTrue();
        stand.model.tools().kindProperty().set(ToolKind.LASSO);
        pick("sky");
        assertThat(stand.model.tools().kindProperty().get()).isEqualTo(ToolKind.BRUSH);
        assertThat(stand.model.tools().hardnessProperty().get()).isEqualTo(1);
        stand.model.tools().sizeProperty().set(60);
        stand.drag(0, 20, 128, 20);
        assertThat(map().pixels().argb(64, 20)).isEqualTo(SKY);
        stand.model.tools().kindProperty().set(ToolKind.FILL);
        pick("tree");
        assertThat(stand.model.tools().kindProperty().get())
                .as("the bucket stays in hand")
                .isEqualTo(ToolKind.FILL);
        stand.drag(64, 100, 64, 100);
        assertThat(map().pixels().argb(5, 120)).isEqualTo(TREE);
        assertThat(map().pixels().argb(64, 20))
                .as("what has another colour on the map")
                .isEqualTo(SKY);
        assertThat(stand.document().layers()).extracting(Layer::kind).doesNotContain(LayerKind.MASK);
        stand.drag(64, 20, 64, 20);
        assertThat(map().pixels().argb(64, 20)).isEqualTo(TREE);
    }

    @Test
    void aColourOfOnesOwnIsNothingThatIsKnown() {
        stand.model.tools().colourProperty().set(0x123456);
        assertThat(stand.model.scene().picked()).isEmpty();
    }

    @Test
    void onlyMapsAreEmptied() {
        stand.model
                .page()
                .chosenProperty()
                .set(stand.document().layers().getFirst().id());
        stand.model.scene().clear();
        assertThat(map().pixels().isEmpty()).isFalse();
    }
}
