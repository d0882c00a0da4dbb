package studio.sfumato.canvas.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.Png;

class OpenRasterTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("fox.ora");
    }

    /// As Krita and GIMP write them.
    private void foreign(String stack) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("mimetype", Zips.utf8("image/openraster"));
        entries.put("stack.xml", Zips.utf8(stack));
        entries.put("data/a.png", Zips.png(20, 10, 0xFF112233));
        entries.put("data/b.png", Zips.png(5, 5, 0x80FFFFFF));
        entries.put("mergedimage.png", Zips.png(40, 30, 0));
        Zips.write(file(), entries);
    }

    private void refused(String stack, String... words) throws IOException {
        foreign(stack);
        assertThatThrownBy(() -> OpenRaster.read(file()))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining(file().toString())
                .hasMessageContainingAll(words);
    }

    @Test
    void ourOwnFilesComeBackWithEveryLayer() {
        CanvasState before = Zips.canvas();
        OpenRaster.write(file(), before);
        CanvasFile.Content read = OpenRaster.read(file());
        CanvasState after = read.state();
        assertThat(read.notes()).isEmpty();
        assertThat(after.layers()).hasSize(5);
        for (int i = 0; i < 5; i++) {
            Layer one = before.layers().get(i);
            Layer other = after.layers().get(i);
            assertThat(other.name()).isEqualTo(one.name().replace('\u0001', '\uFFFD'));
            assertThat(other.kind()).isEqualTo(one.kind());
            assertThat(other.visible()).isEqualTo(one.visible());
            assertThat(other.opacity()).isEqualTo(one.opacity());
            assertThat(other.locked()).isEqualTo(one.locked());
            assertThat(other.pixels().samePixels(one.pixels())).as(one.name()).isTrue();
        }
        assertThat(new Compositor(after).mask()).isEqualTo(new Compositor(before).mask());
    }

    @Test
    void theFileIsWhatTheSpecificationAsksFor() throws IOException {
        OpenRaster.write(file(), Zips.canvas());
        byte[] bytes = Files.readAllBytes(file());
        assertThat(new String(bytes, 30, 8 + 16, StandardCharsets.US_ASCII))
                .as("the first entry, stored, without extra fields")
                .isEqualTo("mimetypeimage/openraster");
        assertThat(bytes[8]).as("stored").isZero();
        Map<String, byte[]> entries = Zips.read(file());
        assertThat(entries.keySet()).contains("stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png");
        assertThat(Png.decode(Zips.entry(entries, "mergedimage.png"), "merged").raster())
                .isEqualTo(new Compositor(Zips.canvas()).flattened());
        assertThat(new String(Zips.entry(entries, "stack.xml"), StandardCharsets.UTF_8))
                .startsWith("<?xml")
                .contains("w=\"300\" h=\"200\"")
                .containsSubsequence("name=\"edges\"", "name=\"Маска\"", "name=\"paint\"", "&lt;1&gt; &amp; ")
                .contains("x=\"-20\" y=\"190\" opacity=\"0.4\" visibility=\"hidden\" composite-op=\"svg:src-over\"");
        int[] mask = Png.decode(Zips.entry(entries, "data/layer2.png"), "mask")
                .raster()
                .toArgb();
        assertThat(mask[40 * 100 + 50]).as("in the mask's colour").isEqualTo(0xFF00FF80);
    }

    @Test
    void groupsOffsetsAndHiddenLayersOfOthersAreUnderstood() throws IOException {
        foreign("""
            <?xml version='1.0' encoding='UTF-8'?>
            <image version="0.0.1" w="40" h="30">
            <stack>
              <layer name="top" src="data/b.png" x="-2" y="3" opacity="0.5" visibility="visible"
                     composite-op="svg:multiply"/>
              <stack name="group" opacity="0.5" visibility="hidden"><stack>
                <layer name="inner" src="data/a.png" x="7" opacity="0.5"/></stack>
              </stack>
              <layer name="ground" src="data/a.png" edit-locked="true" unknown="1"/>
            </stack></image>\
            """);
        CanvasFile.Content read = OpenRaster.read(file());
        CanvasState state = read.state();
        assertThat(state.width()).isEqualTo(40);
        assertThat(state.layers()).extracting(Layer::name).containsExactly("ground", "inner", "top");
        assertThat(state.layers()).extracting(Layer::opacity).containsExactly(1.0, 0.25, 0.5);
        assertThat(state.layers()).extracting(Layer::visible).containsExactly(true, false, true);
        assertThat(state.layers()).extracting(Layer::locked).containsExactly(true, false, false);
        assertThat(state.layers()).extracting(Layer::kind).containsOnly(LayerKind.PICTURE);
        assertThat(state.layers().get(2).pixels().argb(-2, 3)).isEqualTo(0x80FFFFFF);
        assertThat(state.layers().get(1).pixels().argb(7, 0)).isEqualTo(0xFF112233);
        assertThat(read.notes()).singleElement().asString().contains("top", "svg:multiply");
    }

    @Test
    void aGroupThatIsSeenThroughAsAWholeIsToldOfWhereItsLayersLieOverEachOther() throws IOException {
        String group = """
            <image w="40" h="30"><stack><stack name="both" opacity="0.5">
            <layer name="one" src="data/a.png" x="%d"/><layer name="other" src="data/a.png" visibility="%s"/>
            </stack></stack></image>\
            """;
        foreign(group.formatted(19, "visible"));
        assertThat(OpenRaster.read(file()).notes()).singleElement().asString().contains("'both'", "half transparent");
        foreign(group.formatted(20, "visible"));
        assertThat(OpenRaster.read(file()).notes()).as("beside each other").isEmpty();
        foreign(group.formatted(19, "hidden"));
        assertThat(OpenRaster.read(file()).notes()).as("one of them alone").isEmpty();
        foreign(group.formatted(19, "visible").replace("0.5", "1.0"));
        assertThat(OpenRaster.read(file()).notes()).as("not seen through").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE image [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><image w='9'"
                        + " h='9'><stack>&x;</stack></image>",
                "<!DOCTYPE image [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]>"
                        + "<image w='9' h='9'><stack><layer src='&b;'/></stack></image>",
                "<!DOCTYPE image SYSTEM 'http://localhost:1/x.dtd'><image w='9' h='9'><stack/></image>"
            })
    void documentTypesAndEntitiesAreRefused(String stack) throws IOException {
        refused(stack, "stack.xml", "document type");
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        refused("<image w='9' h='9'><stack>", "stack.xml", "no valid XML");
        refused("<image w='9' h='9'><stack>&x;</stack></image>", "stack.xml", "no valid XML");
        refused("", "stack.xml");
        refused("<picture/>", "stack.xml", "it has no image");
        refused("<image w='9'/>", "stack.xml", "9×-1");
        refused("<image w='9e9' h='9'/>", "stack.xml", "'9e9'");
        refused("<image w='9' h='9'><stack><layer/></stack></image>", "stack.xml", "'src'");
        refused("<image w='9' h='9'><stack><layer src='../x.png'/></stack></image>", "../x.png", "not there");
        refused("<image w='9' h='9'><stack><layer src='data/a.png' x='1.5'/></stack></image>", "'x'", "1.5");
        refused("<image w='9' h='9'><stack><layer src='data/a.png' opacity='NaN'/></stack></image>", "NaN");
        refused("<image w='9' h='9'><stack><layer src='data/a.png' opacity='zz'/></stack></image>", "zz");
        refused(
                "<image w='9' h='9'><stack>" + "<stack>".repeat(60) + "</stack>".repeat(60) + "</stack></image>",
                "deep");
        String layer = "<layer src='data/b.png'/>";
        refused("<image w='9' h='9'><stack>" + layer.repeat(1000) + "</stack></image>", "999 layers");
    }

    @Test
    void otherZipsAreRefused() throws IOException {
        Zips.write(file(), Map.of("mimetype", Zips.utf8("application/vnd.oasis.opendocument.text")));
        assertThatThrownBy(() -> OpenRaster.read(file())).hasMessageContaining("oasis");
        Zips.write(file(), Map.of("word/document.xml", new byte[5]));
        assertThatThrownBy(() -> OpenRaster.read(file()))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining("mimetype");
    }
}
