package studio.sfumato.ui.models;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.scene.Scene;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import studio.sfumato.job.PictureBatch;

/// Lets models be dropped anywhere on the window: files of weights, and folders.
public final class ModelDrop {
    private ModelDrop() {}

    /// Gives `dropped` what is dropped onto `scene` from another program, if all of it may hold models.
    public static void on(Scene scene, Consumer<List<Path>> dropped) {
        scene.addEventFilter(DragEvent.DRAG_OVER, over -> {
            if (over.getGestureSource() == null
                    && mayBeModels(over.getDragboard().getFiles())) {
                over.acceptTransferModes(TransferMode.COPY_OR_MOVE);
                over.consume();
            }
        });
        scene.addEventFilter(DragEvent.DRAG_DROPPED, drop -> {
            List<File> files = drop.getDragboard().getFiles();
            if (drop.getGestureSource() == null && mayBeModels(files)) {
                dropped.accept(files.stream().map(File::toPath).toList());
                drop.setDropCompleted(true);
                drop.consume();
            }
        });
    }

    private static boolean mayBeModels(List<File> files) {
        return !files.isEmpty() && files.stream().map(File::toPath).allMatch(ModelDrop::mayBeModel);
    }

    /// {@return whether `path` is named like a file of weights, or is a folder that is not one of pictures}
    public static boolean mayBeModel(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).matches(".*\\.(safetensors|ckpt|pt|pth)")
                || (Files.isDirectory(path) && !PictureBatch.holds(path));
    }
}
