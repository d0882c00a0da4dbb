package studio.sfumato.ui.gallery;

import java.util.List;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import studio.sfumato.library.Picture;
import studio.sfumato.ui.common.KeyAction;
import studio.sfumato.ui.common.Keymap;
import studio.sfumato.ui.common.ZoomPane;

/// The keys of the gallery that no field has a use for.
final class GalleryKeys {
    private static final List<KeyCode> DIGITS =
            List.of(KeyCode.DIGIT0, KeyCode.DIGIT1, KeyCode.DIGIT2, KeyCode.DIGIT3, KeyCode.DIGIT4, KeyCode.DIGIT5);
    private static final List<KeyCode> PAD = List.of(
            KeyCode.NUMPAD0, KeyCode.NUMPAD1, KeyCode.NUMPAD2, KeyCode.NUMPAD3, KeyCode.NUMPAD4, KeyCode.NUMPAD5);

    private final GalleryModel model;
    private final ZoomPane zoom;
    private final Keymap keys;

    GalleryKeys(GalleryModel model, ZoomPane zoom, Keymap keys) {
        this.model = model;
        this.zoom = zoom;
        this.keys = keys;
    }

    void unused(KeyEvent key) {
        boolean bare = !key.isAltDown() && !key.isShortcutDown();
        if (chosen(key) || (bare && plain(key.getCode()))) {
            key.consume();
        }
    }

    /// The keys that one may choose.
    private boolean chosen(KeyEvent key) {
        if (keys.is(KeyAction.GALLERY_UNDO, key)) {
            model.marks().undo();
        } else if (keys.is(KeyAction.GALLERY_CANVAS, key)) {
            Picture picture = model.stage().look().pictureProperty().get();
            if (picture != null) {
                model.again().canvas(picture.file());
            }
        } else if (keys.is(KeyAction.GALLERY_FAVOURITE, key)) {
            model.marks().favourite();
        } else if (keys.is(KeyAction.GALLERY_TRASH, key)) {
            trash();
        } else if (keys.is(KeyAction.GALLERY_COMPARE, key)) {
            model.stage().compareChosen();
        } else if (keys.is(KeyAction.GALLERY_REPEAT, key)) {
            zoom.repeatedProperty().set(!zoom.repeatedProperty().get());
        } else if (keys.is(KeyAction.GALLERY_ALL, key)) {
            model.chosen().all();
        } else {
            return false;
        }
        return true;
    }

    private boolean plain(KeyCode key) {
        int stars = Math.max(DIGITS.indexOf(key), PAD.indexOf(key));
        if (stars >= 0) {
            model.marks().rate(stars);
            return true;
        }
        boolean alone = model.stage().sceneProperty().get() == StageModel.Scene.PICTURE;
        switch (key) {
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
