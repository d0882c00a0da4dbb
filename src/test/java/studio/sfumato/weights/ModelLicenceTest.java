package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLicenceTest {
    @TempDir
    Path folder;

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void theModelCardsFrontMatterSaysIt() throws IOException {
        write(
                "README.md",
                "---\nlanguage: en\nlicense: creativeml-openrail-m\ntags:\n- art\n---\n\n# Painter\nlicense: no\n");
        assertThat(ModelLicence.of(folder)).contains("creativeml-openrail-m");
    }

    @Test
    void aLicenceOfItsOwnHasItsOwnName() throws IOException {
        write("README.md", "---\r\nlicense: other\r\nlicense_name: \"sai-nc\"\r\n---\r\n");
        assertThat(ModelLicence.of(folder)).contains("sai-nc");
    }

    @Test
    void withoutACardTheTitleOfTheLicenceIsTakenAndCutWhenItIsLong() throws IOException {
        write("README.md", "# No front matter\nlicense: hidden\n");
        write("LICENSE", "\n   # CreativeML Open RAIL-M\n\nText\n");
        assertThat(ModelLicence.of(folder)).contains("CreativeML Open RAIL-M");
        write("LICENSE", "x".repeat(500));
        assertThat(ModelLicence.of(folder))
                .hasValueSatisfying(title -> assertThat(title).hasSize(80).endsWith("…"));
    }

    @Test
    void whereNothingIsSaidNothingIsKnown() throws IOException {
        assertThat(ModelLicence.of(folder)).isEmpty();
        assertThat(ModelLicence.of(folder.resolve("gone"))).isEmpty();
        write("cut.safetensors", "xx");
        assertThat(ModelLicence.of(folder.resolve("cut.safetensors"))).isEmpty();
        write("README.md", "---\nlicense: \n---\n");
        assertThat(ModelLicence.of(folder)).isEmpty();
    }

    @Test
    void theStarterModelSaysItsLicence() {
        assertThat(ModelLicence.of(Path.of("models/starter"))).isPresent();
    }
}
