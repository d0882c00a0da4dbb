package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginTest {
    @TempDir
    Path folder;

    private final Origin origin = new Origin("me/it:main", Optional.of("ab".repeat(32)), true, Optional.of("openrail"));

    @Test
    void whereAFileCameFromIsKeptBesideIt() throws IOException {
        Path file = Files.createFile(folder.resolve("dream.safetensors"));
        assertThat(Origin.of(file)).isEmpty();
        origin.keep(file);
        assertThat(Origin.of(file)).contains(origin);
        assertThat(folder.resolve("dream.safetensors.origin.json")).exists();
        assertThat(ModelLicence.of(file)).contains("openrail");
    }

    @Test
    void whatAFolderSaysAboutItsLicenceCountsBeforeItsOrigin() throws IOException {
        origin.keep(folder);
        assertThat(ModelLicence.of(folder)).contains("openrail");
        Files.writeString(folder.resolve("README.md"), "---\nlicense: cc0-1.0\n---\n");
        assertThat(ModelLicence.of(folder)).contains("cc0-1.0");
        assertThat(Origin.of(folder)).contains(origin);
    }

    @Test
    void aDamagedRecordIsPassedOver() throws IOException {
        Files.writeString(folder.resolve("origin.json"), "{\"source\": ");
        assertThat(Origin.of(folder)).isEmpty();
        Files.writeString(folder.resolve("origin.json"), "{\"source\": 5}");
        assertThat(Origin.of(folder)).isEmpty();
    }
}
