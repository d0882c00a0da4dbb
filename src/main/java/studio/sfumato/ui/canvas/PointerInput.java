package studio.sfumato.ui.canvas;

import javafx.scene.Cursor;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.input.ZoomEvent;
import studio.sfumato.ui.canvas.tool.Pointer;
import studio.sfumato.ui.canvas.tool.ToolKind;
import studio.sfumato.ui.canvas.tool.ToolModel;
import studio.sfumato.ui.common.Follow;

/// What mouse, pen, fingers and wheel do over the document: the tool's work with the first button; the view is moved
/// with Space or the middle button and zoomed with the wheel or two fingers; Shift and dragging make a brush larger,
/// smaller, harder and softer. The toolkit tells no pressure: pens press as mice do, fully.
final class PointerInput {
    private static final double STEP = 1.0015;
    private static final double HARD_PIXELS = 200;
    private static final double FULL = 1;

    private final CanvasModel model;
    private final Node view;
    private final EdgeDrag edges;
    private boolean space;
    private Way way = Way.NONE;
    private double lastX;
    private double lastY;

    /// What dragging does.
    private enum Way {
        NONE,
        WORK,
        EDGE,
        PAN,
        BRUSH
    }

    PointerInput(CanvasModel model, Node view) {
        this.model = model;
        this.view = view;
        this.edges = new EdgeDrag(model);
        view.addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
        view.addEventHandler(MouseEvent.MOUSE_DRAGGED, this::dragged);
        view.addEventHandler(MouseEvent.MOUSE_RELEASED, this::released);
        view.addEventHandler(MouseEvent.MOUSE_MOVED, move -> {
            model.hand().hover(at(move));
            edges.cursor(move.getX(), move.getY()).ifPresentOrElse(view::setCursor, this::cursor);
        });
        view.addEventHandler(ScrollEvent.SCROLL, this::scrolled);
        view.addEventHandler(ZoomEvent.ZOOM, zoom -> {
            model.zoom(zoom.getZoomFactor(), zoom.getX(), zoom.getY());
            zoom.consume();
        });
        view.addEventHandler(KeyEvent.KEY_PRESSED, key -> hold(key, true));
        view.addEventHandler(KeyEvent.KEY_RELEASED, key -> hold(key, false));
        view.focusedProperty().subscribe(focused -> space = space && focused);
        Follow.value(view, model.tools().kindProperty(), _ -> cursor());
        Follow.value(view, model.page().documentProperty(), _ -> cursor());
    }

    /// The brush has its ring instead of an arrow.
    private void cursor() {
        if (way == Way.PAN) {
            view.setCursor(Cursor.CLOSED_HAND);
        } else if (space) {
            view.setCursor(Cursor.OPEN_HAND);
        } else if (model.page().document().isEmpty()) {
            view.setCursor(Cursor.DEFAULT);
        } else {
            view.setCursor(
                    switch (model.tools().kindProperty().get()) {
                        case BRUSH, ERASER -> Cursor.NONE;
                        case MOVE -> Cursor.MOVE;
                        case LASSO, RECTANGLE, POLYGON, FILL, COLOUR, CROP -> Cursor.CROSSHAIR;
                        case POSE -> Cursor.HAND;
                    });
        }
    }

    private void hold(KeyEvent key, boolean down) {
        if (key.getCode() == KeyCode.SPACE) {
            space = down;
            cursor();
            key.consume();
        }
    }

    private Pointer at(MouseEvent mouse) {
        Sight sight = model.sightProperty().get();
        return new Pointer(
                sight.documentX(mouse.getX()),
                sight.documentY(mouse.getY()),
                FULL,
                mouse.isShiftDown(),
                mouse.isAltDown());
    }

    private void pressed(MouseEvent press) {
        view.requestFocus();
        lastX = press.getX();
        lastY = press.getY();
        if (way != Way.NONE) {
            return;
        }
        boolean first = press.getButton() == MouseButton.PRIMARY;
        if (press.getButton() == MouseButton.MIDDLE || (first && space)) {
            way = Way.PAN;
            cursor();
        } else if (first && press.isShiftDown() && brushes()) {
            way = Way.BRUSH;
        } else if (first && edges.press(press.getX(), press.getY())) {
            way = Way.EDGE;
        } else if (first) {
            way = Way.WORK;
            model.hand().press(at(press));
        }
        press.consume();
    }

    private boolean brushes() {
        ToolKind kind = model.tools().kindProperty().get();
        return kind.brushes();
    }

    private void dragged(MouseEvent drag) {
        double right = drag.getX() - lastX;
        double down = drag.getY() - lastY;
        lastX = drag.getX();
        lastY = drag.getY();
        switch (way) {
            case NONE -> {}
            case WORK -> model.hand().drag(at(drag));
            case EDGE -> edges.drag(drag.getX(), drag.getY());
            case PAN -> model.pan(right, down);
            case BRUSH -> {
                double pixel = model.tools().pixelProperty().get();
                model.tools()
                        .sizeProperty()
                        .set(Math.clamp(model.tools().sizeProperty().get() + 2 * right * pixel, 1, ToolModel.LARGEST));
                model.tools()
                        .hardnessProperty()
                        .set(Math.clamp(model.tools().hardnessProperty().get() - down / HARD_PIXELS, 0, 1));
            }
        }
        drag.consume();
    }

    private void released(MouseEvent release) {
        Way was = way;
        way = Way.NONE;
        if (was == Way.WORK) {
            model.hand().release(at(release));
        } else if (was == Way.PAN) {
            cursor();
        }
        release.consume();
    }

    private void scrolled(ScrollEvent scroll) {
        if (scroll.isInertia()) {
            return;
        }
        if (scroll.isShiftDown() || scroll.getTouchCount() > 0) {
            model.pan(scroll.getDeltaX(), scroll.isShiftDown() ? 0 : scroll.getDeltaY());
        } else {
            model.zoom(Math.pow(STEP, 4 * scroll.getDeltaY()), scroll.getX(), scroll.getY());
        }
        scroll.consume();
    }
}
