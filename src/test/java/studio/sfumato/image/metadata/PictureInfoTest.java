package studio.sfumato.image.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.Pictures;
import studio.sfumato.image.Png;
import studio.sfumato.image.PngText;
import studio.sfumato.image.Raster;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PictureInfoTest {
    private static final PictureParameters PARAMETERS = PictureParameters.of("ein Fuchs\n狐", "text")
            .with(A1111Field.STEPS, 20)
            .with(A1111Field.SEED, 5)
            .withSize(24, 16);

    @TempDir
    Path folder;

    @Test
    void ourOwnPicturesTellEverything() {
        Path file = folder.resolve("fox.png");
        Png.write(file, Raster.filled(24, 16, 0x336699), PictureTexts.of(PARAMETERS, "{\"seed\": 5}"));

        PictureInfo info = PictureInfo.read(file);

        assertThat(info.origin()).isEqualTo(Origin.SFUMATO);
        assertThat(info.parameters()).isEqualTo(PARAMETERS);
        assertThat(info.requestJson()).isEqualTo("{\"seed\": 5}");
        assertThat(info.texts().get("XML:com.adobe.xmp"))
                .startsWith("<?xpacket begin=\"\uFEFF\"")
                .contains("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia");
        assertThat(info.toText())
                .contains(
                        "Size: 24x16, 8-bit RGB\n", "Made by: Sfumato\n", "Prompt: ein Fuchs\n    狐\n", "Steps: 20\n");
    }

    @Test
    void jsonNestsWhatIsJson() {
        Path file = folder.resolve("fox.png");
        Png.write(
                file,
                Raster.filled(24, 16, 0),
                List.of(
                        PngText.of("prompt", "{\"3\": {\"class_type\": \"KSampler\"}}"),
                        PngText.of("odd", "{not json")));

        JsonNode json = JsonMapper.shared().readTree(PictureInfo.read(file).toJson());

        assertThat(json.at("/texts/prompt/3/class_type").stringValue()).isEqualTo("KSampler");
        assertThat(json.at("/texts/odd").stringValue()).isEqualTo("{not json");
        assertThat(json.at("/width").intValue()).isEqualTo(24);
        assertThat(json.at("/origin").stringValue()).isEqualTo("ComfyUI");
    }

    @Test
    void theXmpPacketIsWellFormedXml() throws Exception {
        String xmp = PictureTexts.of(PARAMETERS, "{}").getLast().text();
        var factory = javax.xml.parsers.DocumentBuilderFactory.newDefaultNSInstance();
        var document = factory.newDocumentBuilder()
                .parse(new java.io.ByteArrayInputStream(xmp.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        var description = (org.w3c.dom.Element)
                document.getElementsByTagNameNS("*", "Description").item(0);
        assertThat(description.getAttributeNS("http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "DigitalSourceType"))
                .endsWith("/trainedAlgorithmicMedia");
    }

    @Test
    void picturesThatPillowWroteAreRead() {
        PictureInfo info = PictureInfo.read(Pictures.golden("rgb-texts.png"));

        assertThat(info.origin()).isEqualTo(Origin.A1111);
        PictureParameters parameters = Objects.requireNonNull(info.parameters());
        assertThat(parameters.prompt()).isEqualTo("a fox");
        assertThat(parameters.field(A1111Field.VERSION)).isEqualTo("v1.10.1");
        assertThat(info.texts()).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({
        "invokeai_metadata, INVOKEAI",
        "sd-metadata, INVOKEAI",
        "fooocus_scheme, FOOOCUS",
        "workflow, COMFYUI",
        "prompt, COMFYUI",
        "parameters, A1111",
        "sfumato, SFUMATO",
        "Title, UNKNOWN"
    })
    void programsAreKnownByTheirKeywords(String keyword, Origin origin) {
        assertThat(Origin.of(Map.of(keyword, "{}"))).isEqualTo(origin);
    }

    @Test
    void novelAiIsKnownByItsSoftwareText() {
        assertThat(Origin.of(Map.of("Software", "NovelAI", "Comment", "{}"))).isEqualTo(Origin.NOVELAI);
        assertThat(Origin.of(Map.of("Software", "GIMP"))).isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void jsonParametersOfFooocusAreNotTakenForText() {
        Path file = folder.resolve("fooocus.png");
        Png.write(
                file,
                Raster.filled(1, 1, 0),
                List.of(PngText.of("parameters", "{\"steps\": 30}"), PngText.of("fooocus_scheme", "fooocus")));
        assertThat(PictureInfo.read(file).parameters()).isNull();
    }

    @Test
    void whatIsNoPictureIsRefusedByName() {
        assertThatThrownBy(() -> PictureInfo.read(folder.resolve("none.png")))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining("none.png");
    }

    @Test
    void aStrangersTextDoesNotSteerTheTerminal() {
        Path file = folder.resolve("evil.png");
        Png.write(file, Raster.filled(8, 8, 0), List.of(PngText.of("Comment", "\u001b[2Jgone\u0007\nnext")));

        assertThat(PictureInfo.read(file).toText()).contains("gone", "next").doesNotContain("\u001b", "\u0007");
    }
}
