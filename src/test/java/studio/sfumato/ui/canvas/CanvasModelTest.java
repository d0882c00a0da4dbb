package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.sfumato.ui.canvas.CanvasStand.at;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Surface;
import studio.sfumato.canvas.TileFile;
import studio.sfumato.canvas.TileGrid;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.ui.canvas.tool.Pointer;
import studio.sfumato.ui.canvas.tool.ToolKind;

class CanvasModelTest {
    @TempDir
    Path folder;

    private CanvasStand stand;

    @BeforeEach
    void open() {
        stand = new CanvasStand(folder);
    }

    @AfterEach
    void close() {
        stand.model.files().finish();
    }

    private void hold(ToolKind tool) {
        stand.model.tools().kindProperty().set(tool);
    }

    private int masked(int x, int y) {
        return stand.document().mask().argb(x, y) & 0xFF;
    }

    @Test
    void theBrushMasksAPictureAndPaintsOnPaint() {
        Raster picture = stand.open(200, 100);
        stand.drag(50, 50, 120, 50);
        assertThat(masked(80, 50)).isEqualTo(255);
        assertThat(stand.document().flattened()).isEqualTo(picture);
        stand.model.layers().add(LayerKind.PAINT);
        stand.model.tools().colourProperty().set(0x112233);
        stand.drag(20, 20, 30, 20);
        assertThat(stand.document().flattened().argb(25, 20)).isEqualTo(0xFF112233);
        stand.model.page().undo();
        assertThat(stand.document().flattened()).isEqualTo(picture);
    }

    @Test
    void altErasesAndTheEraserTakesAwayWhatWasPainted() {
        stand.open(200, 100);
        stand.drag(50, 50, 120, 50);
        stand.model.hand().press(new Pointer(80, 50, 1, false, true));
        stand.model.hand().release(new Pointer(80, 50, 1, false, true));
        assertThat(masked(80, 50)).isZero();
        hold(ToolKind.ERASER);
        stand.drag(50, 50, 120, 50);
        assertThat(masked(110, 50)).isZero();
    }

    @Test
    void shapesMaskAndOnPaintTheySelect() {
        stand.open(200, 100);
        hold(ToolKind.RECTANGLE);
        stand.drag(10, 10, 60, 40);
        assertThat(masked(30, 30)).isEqualTo(255);
        assertThat(masked(61, 30)).isZero();
        hold(ToolKind.LASSO);
        stand.model.hand().press(new Pointer(100, 20, 1, true, false));
        stand.model.hand().drag(at(150, 20));
        stand.model.hand().drag(at(150, 80));
        stand.model.hand().release(at(100, 80));
        assertThat(masked(140, 40)).as("Shift adds").isEqualTo(255);
        assertThat(masked(30, 30)).isEqualTo(255);
        stand.model.layers().add(LayerKind.PAINT);
        hold(ToolKind.RECTANGLE);
        stand.drag(0, 0, 20, 20);
        assertThat(stand.document().state().hasSelection()).isTrue();
        hold(ToolKind.BRUSH);
        stand.drag(10, 10, 60, 10);
        Raster paint =
                stand.document().raster(stand.model.page().layer().orElseThrow().id());
        assertThat(paint.argb(15, 10) >>> 24).isEqualTo(255);
        assertThat(paint.argb(40, 10) >>> 24)
                .as("nothing outside the selection")
                .isZero();
    }

    @Test
    void aPolygonIsClosedWithEnterAndTakenBackWithEscape() {
        stand.open(200, 100);
        hold(ToolKind.POLYGON);
        for (int[] corner : new int[][] {{10, 10}, {90, 10}, {90, 90}}) {
            stand.model.hand().press(at(corner[0], corner[1]));
            stand.model.hand().release(at(corner[0], corner[1]));
        }
        assertThat(stand.model.enter()).isTrue();
        assertThat(masked(70, 30)).isEqualTo(255);
        stand.model.hand().press(at(5, 5));
        stand.model.hand().release(at(5, 5));
        assertThat(stand.model.escape()).isTrue();
        assertThat(stand.model.tools().outlineProperty().get().empty()).isTrue();
        assertThat(stand.model.escape()).isFalse();
    }

    @Test
    void croppingMayCutAndMayExtend() {
        stand.open(200, 100);
        hold(ToolKind.CROP);
        stand.drag(-20, 10, 150, 90);
        assertThat(stand.model.enter()).isTrue();
        assertThat(stand.document().width()).isEqualTo(170);
        assertThat(stand.document().height()).isEqualTo(80);
        stand.model.page().undo();
        assertThat(stand.document().width()).isEqualTo(200);
    }

    @Test
    void whatALockedLayerRefusesIsToldOnce() {
        stand.open(64, 64);
        Layer picture = stand.model.layers().rows().getFirst();
        stand.model.layers().lock(picture);
        hold(ToolKind.MOVE);
        stand.drag(10, 10, 20, 20);
        stand.drag(10, 10, 20, 20);
        assertThat(stand.model.page().notes()).hasSize(1);
        assertThat(stand.model.page().notes().getFirst().message()).contains("locked");
    }

    @Test
    void theQuickMaskGoesBackToTheLayerBefore() {
        stand.open(64, 64);
        stand.model.layers().add(LayerKind.PAINT);
        int paint = stand.model.page().chosenProperty().get();
        stand.model.page().quickMask();
        assertThat(stand.model.page().layer().orElseThrow().kind()).isEqualTo(LayerKind.MASK);
        stand.model.page().quickMask();
        assertThat(stand.model.page().chosenProperty().get()).isEqualTo(paint);
    }

    @Test
    void theMaskGrowsShrinksAndTurns() {
        stand.open(100, 100);
        hold(ToolKind.RECTANGLE);
        stand.drag(40, 40, 60, 60);
        stand.model.tools().reachProperty().set(10);
        stand.model.mask().grow();
        assertThat(masked(33, 50)).isEqualTo(255);
        stand.model.mask().shrink();
        assertThat(masked(33, 50)).isZero();
        stand.model.mask().invert();
        assertThat(masked(5, 5)).isEqualTo(255);
        assertThat(masked(50, 50)).isZero();
        stand.model.mask().clear();
        assertThat(stand.model.page().maskedProperty().get()).isFalse();
    }

    @Test
    void withoutAMaskThePictureIsMadeIntoAnotherAndWithOneAPartOfIt() {
        stand.open(128, 128);
        stand.model.repaint().prompt().textProperty().set("a lion");
        stand.model.generate();
        assertThat(stand.asked.getFirst().task()).isInstanceOf(Task.ImageToImage.class);
        assertThat(stand.asked.getFirst().size()).isEqualTo(new ImageSize(128, 128));
        assertThat(stand.asked.getFirst().prompt().positive()).isEqualTo("a lion");
        assertThat(stand.asked.getFirst().count()).isEqualTo(4);
        stand.drag(50, 50, 60, 50);
        stand.model.generate();
        assertThat(stand.asked.getLast().task()).isInstanceOfSatisfying(Task.Inpaint.class, task -> {
            assertThat(stand.sources.open(task.source()))
                    .isEqualTo(stand.document().flattened());
            assertThat(stand.sources.open(task.mask()))
                    .isEqualTo(stand.document().mask());
            assertThat(task.options().area()).isEqualTo(InpaintArea.MASKED);
        });
        assertThat(stand.model.seen().exactProperty().get()).isTrue();
    }

    @Test
    void aPictureThatIsTooLargeForTheModelIsShownToItSmallerAndAsMuchAsCanBeAroundTheMask() {
        stand.open(700, 500);
        stand.drag(300, 200, 310, 200);
        stand.model.repaint().mean(Intent.BACKGROUND);
        stand.model.repaint().invert().read("false");
        stand.model.generate();
        assertThat(stand.asked.getFirst().task()).isInstanceOfSatisfying(Task.Inpaint.class, task -> {
            assertThat(task.options().area()).isEqualTo(InpaintArea.MASKED);
            assertThat(task.options().padding()).isEqualTo(Inpainting.MOST_PADDING);
        });
        ImageSize size = stand.asked.getFirst().size();
        assertThat(size.width() * size.height()).isBetween(12_000, 21_000);
        assertThat((double) size.width() / size.height()).isBetween(1.2, 1.6);
    }

    @Test
    void whatCannotBeKeptIsToldAndNothingIsAsked() {
        stand.open(64, 64);
        stand.full = true;
        stand.model.generate();
        assertThat(stand.asked).isEmpty();
        assertThat(stand.model.page().notes().getFirst().message()).isEqualTo("the disk is full");
        stand.full = false;
        stand.model.repaint().seedProperty().set("nonsense");
        stand.model.generate();
        assertThat(stand.asked).isEmpty();
        assertThat(stand.model.page().notes().getFirst().message()).contains("seed");
        stand.model.repaint().seedProperty().set("5");
        stand.model.generate();
        assertThat(stand.asked).hasSize(1);
    }

    @Test
    void anIntentSetsTheFormAndIsForgottenWhenItIsChanged() {
        RepaintModel form = stand.model.repaint();
        assertThat(form.intentProperty().get()).isEqualTo(Intent.REPLACE);
        for (Intent intent : Intent.values()) {
            form.mean(intent);
            assertThat(form.intentProperty().get()).isEqualTo(intent);
            assertThat(form.inpainting().maskBlur()).isEqualTo(intent.blur());
            assertThat(form.inpainting().invert()).isEqualTo(intent.invert());
        }
        form.strength().read("0.33");
        assertThat(form.intentProperty().get()).isNull();
    }

    @Test
    void thePictureGoesOnBeyondItsEdgeAndWhatIsNewIsMasked() {
        Raster picture = stand.open(64, 48);
        stand.model.repaint().mean(Intent.EXTEND);
        stand.model.ask().extend().rightProperty().set(32);
        stand.model.ask().extend().topProperty().set(16);
        stand.model.generate();
        assertThat(stand.document().width()).isEqualTo(96);
        assertThat(stand.document().height()).isEqualTo(64);
        Raster whole = stand.document().flattened();
        assertThat(whole.argb(10, 30)).isEqualTo(picture.argb(10, 14));
        assertThat(whole.argb(90, 5) >>> 24).isEqualTo(255);
        assertThat(masked(90, 5)).isEqualTo(255);
        assertThat(masked(10, 60)).isZero();
        assertThat(stand.asked).hasSize(1);
        assertThat(stand.asked.getFirst().task()).isInstanceOf(Task.Inpaint.class);
    }

    @Test
    void aFileThatCannotBeOpenedOrWrittenIsToldAndTheDocumentStays() {
        Raster picture = stand.open(64, 64);
        stand.model.files().open(Path.of("torn.png"));
        assertThat(stand.document().flattened()).isEqualTo(picture);
        assertThat(stand.model.page().notes().getFirst().message()).isEqualTo("torn.png is no picture");
        stand.model.files().export(Path.of("full.ora"));
        assertThat(stand.model.page().notes().getLast().message()).isEqualTo("full.ora cannot be written");
    }

    @Test
    void aDocumentThatCannotBeKeptStaysUntilItCan() {
        stand.open(64, 64);
        CanvasDocument document = stand.document();
        try (TileFile torn = TileFile.open(stand.folder.resolve("torn"))) {
            Surface lost = new TileGrid(0, 0, 1, 1, List.of(torn.tile(0))).surface();
            document.addLayer(LayerKind.PAINT, "torn", lost);
            stand.model.files().close();
            assertThat(stand.document()).isSameAs(document);
            assertThat(stand.model.page().notes().getLast().message()).contains("torn");
            stand.model.files().begin(CanvasDocument.blank(8, 8));
            assertThat(stand.document()).isSameAs(document);
            document.undo();
            document.addLayer(LayerKind.PAINT, "whole"); // now the other cannot be redone
            stand.model.files().close();
            assertThat(stand.model.page().document()).isEmpty();
        }
    }

    @Test
    void theDocumentAndItsWordsComeBackAsTheyWere() {
        stand.open(64, 64);
        stand.drag(20, 20, 40, 20);
        Raster mask = stand.document().mask();
        stand.model.repaint().prompt().textProperty().set("a crown");
        stand.model.repaint().mean(Intent.ADD);
        stand.model.files().close();
        assertThat(stand.model.page().document()).isEmpty();
        assertThat(stand.remembered.getLast()).isEmpty();
        stand.model.repaint().prompt().textProperty().set("");
        stand.model.repaint().mean(Intent.FILL);
        stand.model.files().back();
        assertThat(stand.document().mask()).isEqualTo(mask);
        assertThat(stand.model.repaint().prompt().textProperty().get()).isEqualTo("a crown");
        assertThat(stand.model.repaint().intentProperty().get()).isEqualTo(Intent.ADD);
    }

    @Test
    void aLayerOfControlGuidesWithTheMapThatIsSeen() {
        stand.open(128, 128);
        stand.model.control().add();
        assertThat(stand.document().layers().getLast().kind()).isEqualTo(LayerKind.CONTROL);
        Raster map = stand.document().raster(stand.model.page().chosenProperty().get());
        assertThat(map).isEqualTo(ControlType.CANNY.map(stand.document().flattened(), ControlType.CANNY.settings()));
        stand.model.generate();
        assertThat(stand.asked).isEmpty();
        assertThat(stand.model.page().notes().getFirst().message()).contains("no network follows it");
        stand.model.control().modelProperty().set("canny-net");
        stand.model.control().weight().read("0.8");
        stand.model.generate();
        assertThat(stand.asked).hasSize(1);
        ControlUnit unit = stand.asked.getFirst().controls().getFirst();
        assertThat(unit.model()).isEqualTo("canny-net");
        assertThat(unit.weight()).isEqualTo(0.8);
        assertThat(stand.sources.open(unit.picture())).isEqualTo(map);
    }

    @Test
    void aMapOfDepthMayBeForTheModelItselfAndNoOtherMap() {
        stand.open(64, 64);
        ControlModel control = stand.model.control();
        control.add();
        assertThat(control.models()).containsExactly("canny-net");
        control.type().valueProperty().setValue(ControlType.DEPTH);
        assertThat(control.models()).containsExactly(ControlUnit.OWN, "canny-net");
        control.modelProperty().set(ControlUnit.OWN);
        stand.model.generate();
        assertThat(stand.asked.getFirst().controls()).singleElement().matches(ControlUnit::own);
        control.type().valueProperty().setValue(ControlType.CANNY);
        assertThat(control.models()).containsExactly("canny-net");
        assertThat(control.modelProperty().get()).isEmpty();
        stand.model.generate();
        assertThat(stand.asked).hasSize(1);
    }

    @Test
    void aMapThatIsThereAlreadyIsLaidOnTheLayer() throws IOException {
        stand.open(64, 48);
        ControlModel control = stand.model.control();
        control.add();
        int id = stand.model.page().chosenProperty().get();
        Raster near = CanvasStand.picture(64, 48, 7);
        Path file = stand.folder.resolve("near.png");
        Png.write(file, near, List.of());
        control.load(file);
        assertThat(stand.document().raster(id)).isEqualTo(near);
        Png.write(file, CanvasStand.picture(32, 24, 8), List.of());
        control.load(file);
        assertThat(stand.document().raster(id).width()).isEqualTo(64);

        Raster before = stand.document().raster(id);
        Files.writeString(file, "no picture");
        control.load(file);
        assertThat(stand.model.page().notes().getFirst().message()).contains("near.png");
        assertThat(stand.document().raster(id)).isEqualTo(before);
    }

    @Test
    void aMapThatWasMadeForAnotherDocumentIsNotLaidOnThisOne() {
        stand.open(64, 64);
        stand.during = () -> {
            stand.during = () -> {};
            CanvasDocument other = CanvasDocument.blank(32, 32);
            other.addLayer(LayerKind.PAINT, "one");
            other.addLayer(LayerKind.PAINT, "two");
            stand.model.files().begin(other);
        };
        stand.model.control().add();
        assertThat(stand.document().width()).isEqualTo(32);
        assertThat(stand.document().layers())
                .allSatisfy(
                        layer -> assertThat(layer.pixels().bounds().isEmpty()).isTrue());
    }

    @Test
    void whatGuidesIsKeptWithTheDocument() {
        stand.open(64, 64);
        stand.model.control().add();
        stand.model.control().modelProperty().set("canny-net");
        stand.model.control().end().read("0.5");
        stand.model.files().close();
        stand.model.files().back();
        stand.model.layers().choose(stand.document().layers().getLast().id());
        assertThat(stand.model.control().modelProperty().get()).isEqualTo("canny-net");
        assertThat(stand.model.control().end().value().doubleValue()).isEqualTo(0.5);
    }
}
