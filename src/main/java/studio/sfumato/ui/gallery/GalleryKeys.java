package studio.sfumato.ui.gallery;

import java.util.List;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/// The keys of the gallery that no field has a use for.
final class GalleryKeys {
    private static final List<KeyCode> DIGITS =
            List.of(KeyCode.DIGIT0, KeyCode.DIGIT1, KeyCode.DIGIT2, KeyCode.DIGIT3, KeyCode.DIGIT4, KeyCode.DIGIT5);
    private static final List<KeyCode> PAD = List.of(
            KeyCode.NUMPAD0, KeyCode.NUMPAD1, KeyCode.NUMPAD2, KeyCode.NUMPAD3, KeyCode.NUMPAD4, KeyCode.NUMPAD5);

    private final GalleryModel model;
    private final ZoomPane zoom;

    GalleryKeys(GalleryModel model, ZoomPane zoom) {
        this.model = model;
        this.zoom = zoom;
    }

    void unused(KeyEvent key) {
        if (key.isAltDown()) {
            return;
        }
        boolean done = key.isShortcutDown() ? held(key.getCode()) : plain(key.getCode());
        if (done) {
            key.consume();
        }
    }

    private boolean held(KeyCode key) {
        if (key == KeyCode.Z) {
            model.marks().undo();
            return true;
        }
        return false;
    }

    private boolean plain(KeyCode key) {
        int stars = Math.max(DIGITS.indexOf(key), PAD.indexOf(key));
        if (stars >= 0) {
            model.marks().rate(stars);
            return true;
        }
        boolean alone = model.stage().sceneProperty().get() == StageModel.Scene.PICTURE;
        switch (key) {
            case F -> model.marks().favourite();
            case DELETE -> trash();
            case C -> model.stage().compareChosen();
            case ENTER, SPACE -> open(alone);
            case ESCAPE -> escape();
            default -> {
                return alone && looking(key);
            }
        }
        return true;
    }

    private void trash() {
        if (!model.inTrash()) {
            model.marks().trash();
        }
    }

    private void open(boolean alone) {
        if (alone) {
            model.stage().back();
        } else {
            model.stage().open();
        }
    }

    private void escape() {
        if (model.stage().sceneProperty().get() == StageModel.Scene.GRID) {
            model.chosen().none();
        } else {
            model.stage().back();
        }
    }

    private boolean looking(KeyCode key) {
        switch (key) {
            case LEFT, KP_LEFT, PAGE_UP -> model.stage().go(-1);
            case RIGHT, KP_RIGHT, PAGE_DOWN -> model.stage().go(1);
            case PLUS, EQUALS, ADD -> zoom.zoom(1);
            case MINUS, SUBTRACT -> zoom.zoom(-1);
            case Z -> zoom.toggle();
            default -> {
                return false;
            }
        }
        return true;
    }
}
