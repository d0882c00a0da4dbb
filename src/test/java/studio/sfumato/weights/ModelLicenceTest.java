package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

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

    private Path dream(String licence) {
        SafetensorsWriter writer = new SafetensorsWriter().add("x", Tensor.of(Shape.of(1), 1));
        return (licence.isEmpty() ? writer : writer.metadata("modelspec.license", licence))
                .write(folder.resolve("dream.safetensors"));
    }

    @Test
    void whatTheUserWroteBesideAFileGoesBeforeItsHeader() throws IOException {
        Path file = dream("CreativeML Open RAIL-M");
        assertThat(ModelLicence.of(file)).contains("CreativeML Open RAIL-M");
        write("dream.civitai.info", "{\"license\": \"other\"}");
        assertThat(ModelLicence.of(file)).contains("CreativeML Open RAIL-M");
        write("dream.sfumato.json", "{\"steps\": 8, \"licence\": \"CC BY-NC 4.0\"}");
        assertThat(ModelLicence.of(file)).contains("CC BY-NC 4.0");
        write("dream.sfumato.json", "{\"license\": \"  \"}");
        assertThat(ModelLicence.of(file)).contains("CreativeML Open RAIL-M");
        write("sfumato.json", "{\"licence\": \"MIT\"}");
        assertThat(ModelLicence.of(folder)).contains("MIT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "civitai.info | {'license': 'openrail++'} | openrail++",
                "civitai.info | {'model': {'license': 'cc0'}} | cc0",
                "json | {'license': 'cc0'} | cc0",
                "json | {'allowCommercialUse': 'None', 'allowNoCredit': true} | Civitai: no commercial use",
                "civitai.info | {'model': {'allowCommercialUse': ['Image', 'Rent'], 'allowNoCredit': false,"
                        + " 'allowDerivatives': false, 'allowDifferentLicense': false}}"
                        + " | Civitai: commercial use: Image Rent, credit, no derivatives, same licence",
                "civitai.info | {'model': {'allowCommercialUse': []}} | Civitai: no commercial use",
                "civitai.info | {'model': {'allowNoCredit': true}} | Civitai: no conditions",
            })
    void whatOtherProgramsKeptBesideAFileIsRead(String ending, String notes, String licence) throws IOException {
        write("dream." + ending, notes.replace('\'', '"'));
        assertThat(ModelLicence.of(dream(""))).contains(licence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1]", "null", "{\"model\": 3, \"license\": 4, \"allowNoCredit\": \"x\"}"})
    void notesThatCannotBeReadSayNothing(String notes) throws IOException {
        for (String ending : List.of("json", "civitai.info", "sfumato.json")) {
            write("dream." + ending, notes);
        }
        assertThat(ModelLicence.of(dream(""))).isEmpty();
    }
}
