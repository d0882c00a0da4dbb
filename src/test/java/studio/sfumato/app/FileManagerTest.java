package studio.sfumato.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileManagerTest {
    @TempDir
    Path folder;

    @Test
    void eachSystemsOwnProgramIsAskedAndAFileIsShownInItsFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("a model.safetensors"));
        assertThat(FileManager.command("Linux", folder)).containsExactly("xdg-open", folder.toString());
        assertThat(FileManager.command("Linux", file)).containsExactly("xdg-open", folder.toString());
        assertThat(FileManager.command("Mac OS X", file)).containsExactly("open", "-R", file.toString());
        assertThat(FileManager.command("Windows 11", file)).containsExactly("explorer.exe", "/select," + file);
    }
}
