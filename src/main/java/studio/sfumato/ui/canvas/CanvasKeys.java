package studio.sfumato.ui.canvas;

import java.util.EnumMap;
import java.util.Map;
import javafx.scene.input.KeyEvent;
import studio.sfumato.ui.canvas.tool.ToolKind;
import studio.sfumato.ui.common.KeyAction;
import studio.sfumato.ui.common.Keymap;

/// What the keys do on the canvas.
final class CanvasKeys {
    private static final double PAN = 40;
    private static final double FAR = 10;
    private static final Map<KeyAction, ToolKind> TOOLS = new EnumMap<>(Map.of(
            KeyAction.CANVAS_MOVE,
            ToolKind.MOVE,
            KeyAction.CANVAS_BRUSH,
            ToolKind.BRUSH,
            KeyAction.CANVAS_ERASER,
            ToolKind.ERASER,
            KeyAction.CANVAS_LASSO,
            ToolKind.LASSO,
            KeyAction.CANVAS_RECTANGLE,
            ToolKind.RECTANGLE,
            KeyAction.CANVAS_POLYGON,
            ToolKind.POLYGON,
            KeyAction.CANVAS_FILL,
            ToolKind.FILL,
            KeyAction.CANVAS_COLOUR,
            ToolKind.COLOUR,
            KeyAction.CANVAS_CROP,
            ToolKind.CROP,
            KeyAction.CANVAS_POSE,
            ToolKind.POSE));

    private final CanvasModel model;
    private final Keymap keys;

    CanvasKeys(CanvasModel model, Keymap keys) {
        this.model = model;
        this.keys = keys;
    }

    boolean is(KeyAction action, KeyEvent key) {
        return keys.is(action, key);
    }

    /// {@return whether the key did something}
    ///
    /// @param writes whether letters are being written
    boolean pressed(KeyEvent key, boolean writes) {
        if (keys.is(KeyAction.CANVAS_REDO, key)) {
            model.page().redo();
        } else if (keys.is(KeyAction.CANVAS_UNDO, key)) {
            model.page().undo();
        } else if (keys.is(KeyAction.CANVAS_FIT, key)) {
            model.fit();
        } else if (keys.is(KeyAction.CANVAS_ACTUAL, key)) {
            model.actual();
        } else if (!writes && keys.is(KeyAction.CANVAS_REPEAT, key)) {
            model.repeatedProperty().set(!model.repeatedProperty().get());
        } else {
            return !writes && (pose(key) || tool(key) || plain(key));
        }
        return true;
    }

    /// What keys do to a skeleton while the tool for it is held.
    private boolean pose(KeyEvent key) {
        PoseModel pose = model.pose();
        if (model.tools().kindProperty().get() != ToolKind.POSE
                || !pose.anybodyProperty().get()
                || key.isAltDown()
                || key.isShortcutDown()) {
            return false;
        }
        if (keys.is(KeyAction.CANVAS_CLEAR, key)) {
            pose.drop();
            return true;
        }
        double step = key.isShiftDown() ? FAR : 1;
        switch (key.getCode()) {
            case LEFT, KP_LEFT -> pose.move(-step, 0);
            case RIGHT, KP_RIGHT -> pose.move(step, 0);
            case UP, KP_UP -> pose.move(0, -step);
            case DOWN, KP_DOWN -> pose.move(0, step);
            case PERIOD -> pose.next(1);
            case COMMA -> pose.next(-1);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean tool(KeyEvent key) {
        for (Map.Entry<KeyAction, ToolKind> each : TOOLS.entrySet()) {
            if (keys.is(each.getKey(), key)) {
                model.tools().kindProperty().set(each.getValue());
                return true;
            }
        }
        if (keys.is(KeyAction.CANVAS_QUICK_MASK, key)) {
            model.page().quickMask();
        } else if (keys.is(KeyAction.CANVAS_SMALLER, key)) {
            model.tools().larger(-1);
        } else if (keys.is(KeyAction.CANVAS_LARGER, key)) {
            model.tools().larger(1);
        } else if (keys.is(KeyAction.CANVAS_SOFTER, key)) {
            model.tools().harder(-1);
        } else if (keys.is(KeyAction.CANVAS_HARDER, key)) {
            model.tools().harder(1);
        } else if (keys.is(KeyAction.CANVAS_CLEAR, key)) {
            model.mask().clear();
        } else {
            return false;
        }
        return true;
    }

    /// {@return whether the key went to another candidate or accepted the one that is looked at}
    boolean flips(KeyEvent key) {
        switch (key.getCode()) {
            case LEFT, KP_LEFT -> model.candidates().flip(-1);
            case RIGHT, KP_RIGHT -> model.candidates().flip(1);
            case ENTER -> model.candidates().accept();
            default -> {
                return false;
            }
        }
        return true;
    }

    /// The keys that stay what they are.
    private boolean plain(KeyEvent key) {
        if (key.isAltDown() || key.isShortcutDown()) {
            return false;
        }
        boolean looking = !model.candidates().candidates().isEmpty() && !key.isShiftDown();
        switch (key.getCode()) {
            case ESCAPE -> {
                return model.escape();
            }
            case ENTER -> {
                return model.enter();
            }
            case LEFT, KP_LEFT -> side(looking, -1, PAN, 0);
            case RIGHT, KP_RIGHT -> side(looking, 1, -PAN, 0);
            case UP, KP_UP -> model.pan(0, PAN);
            case DOWN, KP_DOWN -> model.pan(0, -PAN);
            case PLUS, EQUALS, ADD -> model.zoom(1);
            case MINUS, SUBTRACT -> model.zoom(-1);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void side(boolean looking, int flip, double right, double down) {
        if (looking) {
            model.candidates().flip(flip);
        } else {
            model.pan(right, down);
        }
    }
}
