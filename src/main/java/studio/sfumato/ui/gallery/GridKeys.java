package studio.sfumato.ui.gallery;

import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/// Moves through the grid with the keyboard: arrows, pages, ends; with Shift all on the way are chosen.
final class GridKeys {
    private final PictureGrid grid;
    private final GalleryModel model;

    GridKeys(PictureGrid grid, GalleryModel model) {
        this.grid = grid;
        this.model = model;
    }

    void pressed(KeyEvent key) {
        int size = model.foundProperty().get().size();
        if (size == 0 || key.isAltDown() || key.isShortcutDown()) {
            return;
        }
        int now = model.chosen().place();
        int next = next(key.getCode(), now, size);
        if (next < 0) {
            return;
        }
        if (key.isShiftDown()) {
            model.chosen().through(next);
        } else {
            model.chosen().only(next);
        }
        grid.reveal(next);
        key.consume();
    }

    /// {@return the place a key leads to; −1 for keys that lead nowhere}
    private int next(KeyCode key, int now, int size) {
        int from = Math.max(0, now);
        int to = switch (key) {
            case LEFT, KP_LEFT -> from - 1;
            case RIGHT, KP_RIGHT -> from + 1;
            case UP, KP_UP -> grid.shape().step(from, -1);
            case DOWN, KP_DOWN -> grid.shape().step(from, 1);
            case PAGE_UP -> grid.shape().step(from, -grid.rows());
            case PAGE_DOWN -> grid.shape().step(from, grid.rows());
            case HOME -> 0;
            case END -> size - 1;
            default -> Integer.MIN_VALUE;
        };
        if (to == Integer.MIN_VALUE) {
            return -1;
        }
        return now < 0 ? 0 : Math.clamp(to, 0, size - 1);
    }
}
