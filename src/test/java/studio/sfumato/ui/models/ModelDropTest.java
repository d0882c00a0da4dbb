package studio.sfumato.ui.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelDropTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "dream.safetensors, true",
        "dream.ckpt, true",
        "dream.pt, true",
        "DREAM.PT, true",
        "large.pth, true",
        "dream.png, false",
        "dreampt, false",
        "dream.pt.txt, false"
    })
    void filesOfModelsAreTakenByTheirNames(String name, boolean taken) throws IOException {
        assertThat(ModelDrop.mayBeModel(Files.createFile(folder.resolve(name)))).isEqualTo(taken);
    }

    @Test
    void aFolderIsTakenUnlessItIsOneOfPictures() throws IOException {
        assertThat(ModelDrop.mayBeModel(folder)).isTrue();
        Files.createFile(folder.resolve("dream.png"));
        assertThat(ModelDrop.mayBeModel(folder)).isFalse();
        Files.createFile(folder.resolve("dream.pt"));
        assertThat(ModelDrop.mayBeModel(folder)).isTrue();
    }
}
