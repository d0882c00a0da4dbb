package studio.sfumato.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
    @TempDir
    Path folder;

    @Test
    void filesAndFoldersOpenTheWindowAndWordsAreCommands() throws IOException {
        String picture = Files.createFile(folder.resolve("fox.PNG")).toString();
        String model = Files.createFile(folder.resolve("dream.safetensors")).toString();
        String torch = Files.createFile(folder.resolve("dream.pt")).toString();
        assertThat(Launcher.paths(picture, model, torch, folder.toString()))
                .containsExactly(Path.of(picture), Path.of(model), Path.of(torch), folder);
        assertThat(Launcher.paths("generate")).isEmpty();
        assertThat(Launcher.paths("src")).as("a folder called like a command").isEmpty();
        assertThat(Launcher.paths(picture, "--steps")).isEmpty();
        assertThat(Launcher.paths(folder.resolve("gone.png").toString())).isEmpty();
        assertThat(Launcher.paths("a\0b")).isEmpty();
    }
}
