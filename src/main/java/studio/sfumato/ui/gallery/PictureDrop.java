package studio.sfumato.ui.gallery;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Scene;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;

/// Lets a picture's file be dropped anywhere on the window.
public final class PictureDrop {
    private PictureDrop() {}

    /// Gives `dropped` the first PNG file of each drop onto `scene` that comes from another program and that
    /// nothing in the window has taken.
    public static void on(Scene scene, Consumer<Path> dropped) {
        scene.addEventHandler(DragEvent.DRAG_OVER, over -> {
            if (over.getGestureSource() == null
                    && picture(over.getDragboard().getFiles()).isPresent()) {
                over.acceptTransferModes(TransferMode.COPY);
                over.consume();
            }
        });
        scene.addEventHandler(DragEvent.DRAG_DROPPED, drop -> {
            Optional<Path> file = picture(drop.getDragboard().getFiles());
            file.ifPresent(dropped);
            drop.setDropCompleted(file.isPresent());
            drop.consume();
        });
    }

    /// {@return the first file that is named like a PNG picture}
    static Optional<Path> picture(List<File> files) {
        return files.stream()
                .map(File::toPath)
                .filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".png"))
                .findFirst();
    }
}
