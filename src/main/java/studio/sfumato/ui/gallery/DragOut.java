package studio.sfumato.ui.gallery;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TransferMode;

/// Lets the pictures that are chosen be dragged into other programs, as files.
final class DragOut {
    private final Node source;
    private final GalleryModel model;

    DragOut(Node source, GalleryModel model) {
        this.source = source;
        this.model = model;
    }

    void detected(MouseEvent drag) {
        List<File> files = files();
        if (!files.isEmpty()) {
            ClipboardContent content = new ClipboardContent();
            content.putFiles(files);
            Dragboard board = source.startDragAndDrop(TransferMode.COPY);
            board.setContent(content);
            drag.consume();
        }
    }

    /// {@return the files of the pictures chosen, as far as the index has told about them}
    List<File> files() {
        List<File> files = new ArrayList<>();
        for (long id : model.chosen().ids()) {
            model.pages().get(id).ifPresent(picture -> files.add(picture.file().toFile()));
        }
        return files;
    }
}
