package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import javafx.event.Event;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.geometry.VerticalDirection;
import javafx.scene.Node;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.ScrollEvent;
import javafx.scene.input.ZoomEvent;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.canvas.CanvasModel;
import studio.sfumato.ui.canvas.Sight;
import studio.sfumato.ui.canvas.tool.ToolKind;

/// What wheel, fingers and buttons do over the canvas, on a board of squares of which some have one colour.
class PointerJourneyTest extends Journey {
    private static final int SIDE = 256;
    private static final int SQUARE = 32;
    private static final int COLUMNS = SIDE / SQUARE;
    private static final int WHITE = 0xFFFFFFFF;
    private static final int BLACK = 0xFF000000;

    private CanvasModel canvas() {
        return rig.wiring().canvas();
    }

    /// {@return the colour of a square: its own, but for the corners of the board, which have one}
    private static int colour(int column, int row) {
        boolean corner = column % (COLUMNS - 1) == 0 && row % (COLUMNS - 1) == 0;
        return corner ? 0xFF208040 : 0xFF000000 | (40 + 28 * column) << 16 | (40 + 28 * row) << 8 | 200;
    }

    private static Raster board() {
        int[] argb = new int[SIDE * SIDE];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = colour(i % SIDE / SQUARE, i / SIDE / SQUARE);
        }
        return Raster.opaque(SIDE, SIDE, argb);
    }

    @BeforeEach
    void layTheBoard() {
        StudioRig.call(() -> {
            canvas().page().open(CanvasDocument.of(board(), "Board"));
            rig.wiring().shell().workspaceProperty().set("canvas");
            return true;
        });
        rig.await(
                "the board",
                () -> canvas().sightProperty().get().x() != 0
                        && rig.node("canvas", Node.class).isFocused()
                        && rig.node("canvas", Node.class).getBoundsInLocal().getWidth() > 0);
    }

    private Sight sight() {
        return StudioRig.call(() -> canvas().sightProperty().get());
    }

    /// {@return the place on the screen of a place in the document}
    private Point2D at(double x, double y) {
        return StudioRig.call(() -> {
            Sight sight = canvas().sightProperty().get();
            Bounds bounds = view().localToScreen(view().getBoundsInLocal());
            return new Point2D(bounds.getMinX() + sight.viewX(x), bounds.getMinY() + sight.viewY(y));
        });
    }

    private Node view() {
        return rig.node("canvas", Node.class);
    }

    /// {@return the colour the window shows at a place of the screen}
    private int seen(Point2D screen) {
        return StudioRig.call(() -> {
            rig.scene().getRoot().applyCss();
            rig.scene().getRoot().layout();
            WritableImage shown = rig.scene().snapshot(null);
            Point2D there = rig.scene().getRoot().screenToLocal(screen);
            return shown.getPixelReader().getArgb((int) there.getX(), (int) there.getY());
        });
    }

    private void drag(MouseButton button, Point2D from, Point2D to) {
        rig.robot().moveTo(from).press(button);
        rig.robot().moveTo(from.midpoint(to)).moveTo(to).release(button);
    }

    private void hold(KeyCode tool, ToolKind kind) {
        rig.robot().push(tool);
        rig.await("the tool", () -> canvas().tools().kindProperty().get() == kind);
    }

    private CanvasDocument document() {
        return canvas().page().document().orElseThrow();
    }

    private int mask(int column, int row) {
        return StudioRig.call(() -> document().mask().argb(SQUARE * column + 16, SQUARE * row + 16));
    }

    private int picture(int column, int row) {
        return StudioRig.call(() -> document().flattened().argb(SQUARE * column + 16, SQUARE * row + 16));
    }

    /// Lets gestures happen for which the robot has no fingers.
    private void fire(Event event) {
        StudioRig.call(() -> {
            Event.fireEvent(view(), event);
            return true;
        });
    }

    /// {@return where events say they are: they are told in the scene's pixels}
    private Point2D scene(Point2D screen) {
        return StudioRig.call(() -> rig.scene().getRoot().screenToLocal(screen));
    }

    private Point2D local(Point2D screen) {
        return StudioRig.call(() -> view().screenToLocal(screen));
    }

    /// Which way, and how far, the robot turns the wheel is something else on every system.
    @Test
    void theWheelLooksCloserOrFromFartherAwayAtWhatLiesUnderThePointer() {
        Point2D pointer = at(2 * SQUARE + 16, 5 * SQUARE + 16);
        Sight before = sight();
        rig.robot().moveTo(pointer);
        assertThat(seen(pointer.add(5, 5))).isEqualTo(colour(2, 5));
        rig.robot().scroll(3, VerticalDirection.UP);
        rig.await(
                "another look",
                () -> Math.abs(Math.log(canvas().sightProperty().get().scale() / before.scale())) > 0.01);
        Sight other = sight();
        Point2D place = local(pointer);
        assertThat(other.documentX(place.getX())).isCloseTo(2 * SQUARE + 16, within(1.0));
        assertThat(other.documentY(place.getY())).isCloseTo(5 * SQUARE + 16, within(1.0));
        assertThat(seen(pointer.add(5, 5)))
                .as("the square stays under the pointer")
                .isEqualTo(colour(2, 5));
        assertThat(rig.says("canvas-zoom")).isEqualTo(Math.round(100 * other.scale()) + " %");
        rig.robot().scroll(3, VerticalDirection.DOWN);
        rig.await(
                "the look before", () -> Math.abs(canvas().sightProperty().get().scale() / before.scale() - 1) < 0.005);
        fire(wheel(pointer, 0, 0, 40));
        assertThat(sight().scale()).as("away from oneself: closer").isGreaterThan(1.2 * before.scale());
    }

    @Test
    void twoFingersPinchAboutTheirMiddleAndMoveWhatIsSeen() {
        Point2D middle = at(6 * SQUARE + 16, SQUARE + 16);
        Point2D place = local(middle);
        Sight before = sight();
        Point2D scene = scene(middle);
        fire(new ZoomEvent(
                ZoomEvent.ZOOM,
                scene.getX(),
                scene.getY(),
                middle.getX(),
                middle.getY(),
                false,
                false,
                false,
                false,
                true,
                false,
                1.6,
                1.6,
                null));
        Sight closer = sight();
        assertThat(closer.scale()).isEqualTo(1.6 * before.scale());
        assertThat(closer.documentX(place.getX())).isCloseTo(6 * SQUARE + 16, within(1.0));
        assertThat(closer.documentY(place.getY())).isCloseTo(SQUARE + 16, within(1.0));
        assertThat(seen(middle.add(5, 5))).isEqualTo(colour(6, 1));
        fire(wheel(middle, 2, -30, 12));
        assertThat(sight()).isEqualTo(closer.moved(-30, 12));
        assertThat(seen(middle.add(-25, 17)))
                .as("the square goes with the fingers")
                .isEqualTo(colour(6, 1));
    }

    /// {@return what a wheel does, or so many fingers}
    private ScrollEvent wheel(Point2D screen, int fingers, double right, double down) {
        Point2D scene = scene(screen);
        return new ScrollEvent(
                ScrollEvent.SCROLL,
                scene.getX(),
                scene.getY(),
                screen.getX(),
                screen.getY(),
                false,
                false,
                false,
                false,
                true,
                false,
                right,
                down,
                right,
                down,
                ScrollEvent.HorizontalTextScrollUnits.NONE,
                0,
                ScrollEvent.VerticalTextScrollUnits.NONE,
                0,
                fingers,
                null);
    }

    @Test
    void theMiddleButtonAndSpaceMoveWhatIsSeenAndPaintNothing() {
        Sight before = sight();
        Point2D from = at(3 * SQUARE + 16, 3 * SQUARE + 16);
        drag(MouseButton.MIDDLE, from, from.add(60, -20));
        rig.await("a move", () -> canvas().sightProperty().get().equals(before.moved(60, -20)));
        rig.robot().press(KeyCode.SPACE);
        drag(MouseButton.PRIMARY, from, from.add(-40, 50));
        rig.robot().release(KeyCode.SPACE);
        rig.await("another", () -> canvas().sightProperty().get().equals(before.moved(20, 30)));
        assertThat(seen(from.add(25, 35))).isEqualTo(colour(3, 3));
        assertThat(canvas().page().undoableProperty().get())
                .as("nothing is painted")
                .isFalse();
        drag(MouseButton.PRIMARY, at(100, 100), at(120, 100));
        rig.await(
                "a mask, as Space is let go",
                () -> canvas().page().maskedProperty().get());
    }

    @Test
    void shiftAndDraggingSetTheBrushAndItPaintsAsLargeAsThat() {
        double pixel = 1 / sight().scale();
        double size = StudioRig.call(() -> canvas().tools().sizeProperty().get());
        double hardness =
                StudioRig.call(() -> canvas().tools().hardnessProperty().get());
        Point2D from = at(128, 128);
        rig.robot().press(KeyCode.SHIFT);
        drag(MouseButton.PRIMARY, from, from.add(40, -40));
        rig.robot().release(KeyCode.SHIFT);
        rig.await("a larger brush", () -> canvas().tools().sizeProperty().get() > size);
        assertThat(canvas().tools().sizeProperty().get()).isCloseTo(size + 80 * pixel, within(0.01));
        assertThat(canvas().tools().hardnessProperty().get()).isCloseTo(hardness + 0.2, within(0.01));
        assertThat(canvas().page().undoableProperty().get())
                .as("nothing is painted")
                .isFalse();
        double reach = canvas().tools().sizeProperty().get() / 2;
        drag(MouseButton.PRIMARY, from, from);
        rig.await("a dab", () -> canvas().page().maskedProperty().get());
        Raster mask = StudioRig.call(() -> document().mask());
        assertThat(mask.argb((int) (128 + 0.8 * reach), 128)).isEqualTo(WHITE);
        assertThat(mask.argb((int) (128 + reach) + 2, 128)).isEqualTo(BLACK);
    }

    @Test
    void rectanglesReplaceAddWithShiftAndTakeAwayWithAlt() {
        hold(KeyCode.R, ToolKind.RECTANGLE);
        drag(MouseButton.PRIMARY, at(64, 64), at(128, 128));
        rig.await("a mask", () -> canvas().page().maskedProperty().get());
        rig.robot().press(KeyCode.SHIFT);
        drag(MouseButton.PRIMARY, at(160, 64), at(192, 128));
        rig.robot().release(KeyCode.SHIFT);
        rig.await("both", () -> document().mask().argb(176, 80) == WHITE);
        assertThat(mask(2, 2)).as("the first").isEqualTo(WHITE);
        rig.robot().press(KeyCode.ALT);
        drag(MouseButton.PRIMARY, at(64, 64), at(96, 96));
        rig.robot().release(KeyCode.ALT);
        rig.await("less", () -> document().mask().argb(80, 80) == BLACK);
        assertThat(mask(3, 3)).as("the rest of the first").isEqualTo(WHITE);
    }

    @Test
    void fillingMasksOneSquareAndOnALayerOfPaintColoursIt() {
        hold(KeyCode.G, ToolKind.FILL);
        rig.robot().clickOn(at(16, 16));
        rig.await("a mask", () -> canvas().page().maskedProperty().get());
        assertThat(mask(0, 0)).isEqualTo(WHITE);
        assertThat(mask(1, 0)).as("its neighbour").isEqualTo(BLACK);
        assertThat(mask(7, 7)).as("one of its colour elsewhere").isEqualTo(BLACK);
        rig.robot().clickOn("#layer-add-paint");
        rig.await(
                "a layer of paint", () -> canvas().page().layer().orElseThrow().kind() == LayerKind.PAINT);
        StudioRig.call(() -> {
            canvas().tools().colourProperty().set(0xC03070);
            return true;
        });
        rig.robot().clickOn(at(4 * SQUARE + 16, 2 * SQUARE + 16));
        rig.await(
                "paint",
                () -> !document()
                        .layer(canvas().page().chosenProperty().get())
                        .pixels()
                        .bounds()
                        .isEmpty());
        assertThat(picture(4, 2)).isEqualTo(0xFFC03070);
        assertThat(picture(5, 2)).isEqualTo(colour(5, 2));
        assertThat(seen(at(4 * SQUARE + 20, 2 * SQUARE + 20))).isEqualTo(0xFFC03070);
    }

    @Test
    void aColourIsMaskedWhereverItIs() {
        hold(KeyCode.W, ToolKind.COLOUR);
        rig.robot().clickOn(at(16, 16));
        rig.await("a mask", () -> canvas().page().maskedProperty().get());
        assertThat(mask(0, 0)).isEqualTo(WHITE);
        assertThat(mask(7, 0)).isEqualTo(WHITE);
        assertThat(mask(0, 7)).isEqualTo(WHITE);
        assertThat(mask(7, 7)).isEqualTo(WHITE);
        assertThat(mask(1, 0)).isEqualTo(BLACK);
        assertThat(Color.rgb(0x20, 0x80, 0x40))
                .as("masks lie over the picture in their colour")
                .isNotEqualTo(Color.web(String.format("#%06X", seen(at(16, 16)) & 0xFFFFFF)));
    }

    @Test
    void anEdgeIsDrawnOutwardsAndTheCanvasBecomesLarger() {
        rig.robot().clickOn("#intent-extend");
        StudioRig.call(() -> {
            canvas().zoom(0.5, 300, 300);
            return true;
        });
        double pixel = 1 / sight().scale();
        Point2D right = at(SIDE, 128);
        drag(MouseButton.PRIMARY, right, right.add(64 / pixel, 0));
        rig.await(
                "room to the right",
                () -> canvas().ask().extend().rightProperty().get() == 64);
        Point2D corner = at(0, 0);
        drag(MouseButton.PRIMARY, corner, corner.add(-32 / pixel, -16 / pixel));
        rig.await("room above", () -> canvas().ask().extend().topProperty().get() == 16);
        assertThat(canvas().ask().extend().leftProperty().get()).isEqualTo(32);
        assertThat(canvas().page().undoableProperty().get())
                .as("nothing is painted")
                .isFalse();
        rig.robot().clickOn("#extend-go");
        rig.await("a larger canvas", () -> document().width() == SIDE + 96);
        assertThat(document().height()).isEqualTo(SIDE + 16);
        Raster after = StudioRig.call(() -> document().flattened());
        assertThat(after.argb(32 + 2 * SQUARE + 16, 16 + SQUARE + 16)).isEqualTo(colour(2, 1));
        assertThat(StudioRig.call(() -> document().mask().argb(32 + SIDE + 40, 100)))
                .as("what is new is masked")
                .isEqualTo(WHITE);
    }

    @Test
    void aFrameIsDrawnAndEnterCutsTheCanvasToIt() {
        hold(KeyCode.C, ToolKind.CROP);
        drag(MouseButton.PRIMARY, at(SQUARE, 2 * SQUARE), at(5 * SQUARE, 4 * SQUARE));
        rig.await("a frame", () -> !canvas().tools().outlineProperty().get().empty());
        rig.robot().push(KeyCode.ENTER);
        rig.await("a smaller canvas", () -> document().width() < SIDE);
        assertThat(document().width()).isCloseTo(4 * SQUARE, within(1));
        assertThat(document().height()).isCloseTo(2 * SQUARE, within(1));
        assertThat(picture(0, 0)).isEqualTo(colour(1, 2));
    }
}
