package studio.sfumato.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.file.CanvasSession;
import studio.sfumato.ui.canvas.Store;

class CanvasFilesTest {
    @TempDir
    Path root;

    @Test
    void aCanvasThatNothingWasEverOnDoesNotHideTheOneBefore() throws IOException {
        CanvasFiles files = new CanvasFiles(root);
        Path folder;
        try (CanvasSession session = files.begin(CanvasDocument.blank(8, 8)).session()) {
            session.document().addLayer(LayerKind.PAINT, "Paint");
            folder = session.folder();
        }
        Path nothing = Files.createDirectories(root.resolve("nothing")).resolve("journal");
        Files.createFile(nothing);
        Files.setLastModifiedTime(
                nothing,
                FileTime.fromMillis(
                        Files.getLastModifiedTime(folder.resolve("journal")).toMillis() + 5000));
        Store.Opened before = files.before().orElseThrow();
        try (CanvasSession session = before.session()) {
            assertThat(session.folder()).isEqualTo(folder);
            assertThat(session.document().layers()).hasSize(1);
        }
    }
}
