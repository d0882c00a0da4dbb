package studio.sfumato.canvas.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.canvas.Layer;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.image.Png;

class CanvasFileTest {
    private static final String JSON = "document.json";
    private static final String PICTURE = "layers/1.png";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void written() {
        file = folder.resolve("fox.sfumato");
        CanvasFile.write(file, Zips.canvas(), Map.of("prompt", "a \"fox\"\n", "strength", "0.5"));
    }

    private void changed(Consumer<Map<String, byte[]>> how) throws IOException {
        Map<String, byte[]> entries = Zips.read(file);
        how.accept(entries);
        Zips.write(file, entries);
    }

    private void json(String from, String to) throws IOException {
        changed(entries -> {
            String text = new String(Zips.entry(entries, JSON), StandardCharsets.UTF_8);
            assertThat(text).contains(from);
            entries.put(JSON, Zips.utf8(text.replaceFirst(Pattern.quote(from), to)));
        });
    }

    private void refused(String... words) {
        assertThatThrownBy(() -> CanvasFile.read(file))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(words);
    }

    @Test
    void everythingComesBackToTheLastBit() {
        CanvasState before = Zips.canvas();
        CanvasFile.Content read = CanvasFile.read(file);
        CanvasState after = read.state();
        assertThat(read.settings()).isEqualTo(Map.of("prompt", "a \"fox\"\n", "strength", "0.5"));
        assertThat(after.maskStyle()).isEqualTo(before.maskStyle());
        assertThat(after.nextId()).isEqualTo(before.nextId());
        assertThat(after.selection().samePixels(before.selection())).isTrue();
        assertThat(after.layers()).hasSize(5);
        for (int i = 0; i < 5; i++) {
            Layer layer = before.layers().get(i);
            assertThat(after.layers().get(i).with(layer.pixels())).isEqualTo(layer);
            assertThat(after.layers().get(i).pixels().samePixels(layer.pixels()))
                    .isTrue();
        }
        assertThat(new Compositor(after).flattened()).isEqualTo(new Compositor(before).flattened());
    }

    @Test
    void theFileIsAZipThatOthersCanLookInto() throws IOException {
        Map<String, byte[]> entries = Zips.read(file);
        assertThat(entries.keySet())
                .containsExactly(
                        "mimetype",
                        PICTURE,
                        "layers/4.png",
                        "layers/2.png",
                        "layers/5.png",
                        "selection.png",
                        JSON,
                        "thumbnail.png");
        assertThat(Png.decode(Zips.entry(entries, "thumbnail.png"), "thumbnail")
                        .raster()
                        .width())
                .isEqualTo(256);
        Path again = folder.resolve("again.sfumato");
        CanvasFile.write(again, Zips.canvas(), Map.of("strength", "0.5", "prompt", "a \"fox\"\n"));
        assertThat(again).as("equal canvases, equal bytes").hasSameBinaryContentAs(file);
    }

    @Test
    void whatCannotBeWrittenLeavesTheFileAsItWas() throws IOException {
        Path nowhere = folder.resolve("no").resolve("fox.sfumato");
        assertThatThrownBy(() -> CanvasFile.write(nowhere, Zips.canvas(), Map.of()))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining(nowhere.toString());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        "width" : 300,       "width" : 0,            0×200
        "width" : 300,       "width" : 2000000000,   2000000000×200
        "width" : 300,       "width" : "x",          width
        "kind" : "mask",     "kind" : "smoke",       kind
        "opacity" : 0.4,     "opacity" : 7.0,        opacity
        "opacity" : 0.4,     "opacity" : null,       opacity
        "id" : 2,            "id" : 1,               id
        "id" : 2,            "id" : -5,              id
        "visible" : true,    "visible" : 1,          visible
        "rgb" : 65408,       "rgb" : -1,             colour
        "version" : 1,       "version" : 2,          newer version
        layers/1.png,        layers/9.png,           it is not there
        layers/1.png,        document.json,          it is no PNG picture
        "x" : 0,             "x" : 99999999,         too far away
        """)
    void fieldsThatMakeNoSenseAreNamed(String from, String to, String word) throws IOException {
        json(from, to);
        refused(word);
    }

    @Test
    void whatIsNoCanvasIsRefusedByName() throws IOException {
        changed(entries -> entries.remove(JSON));
        refused(JSON, "it is not there");
        changed(entries -> entries.put(JSON, Zips.utf8("{\"version\":1,")));
        refused(JSON);
        changed(entries -> entries.put(JSON, Zips.utf8("[]")));
        refused("version");
        Files.write(file, Zips.png(3, 3, -1));
        refused("no zip file");
        Files.write(file, new byte[0]);
        refused("no zip file");
        Files.delete(file);
        refused("there is no such file");
        file = folder;
        refused("it is no file");
    }

    @Test
    void entriesThatLeadOutOfTheFileAreRefused() throws IOException {
        for (String name : new String[] {"../evil.png", "/../evil", "a/../../b", "..\\evil"}) {
            written();
            changed(entries -> entries.put(name, new byte[3]));
            refused(name, "leads out of the file");
        }
    }

    @Test
    void aBombIsRefusedBeforeItGoesOff() throws IOException {
        byte[] bomb = new byte[40 << 20];
        changed(entries -> {
            byte[] picture = Zips.entry(entries, PICTURE);
            System.arraycopy(picture, 0, bomb, 0, picture.length - 12); // no end: it goes on with zeros
            entries.put(PICTURE, bomb);
        });
        assertThat(Files.size(file)).isLessThan(600_000);
        refused(PICTURE, "larger than");
        written();
        changed(entries -> entries.put(JSON, new byte[40 << 20]));
        refused(JSON, "larger than");
    }

    @Test
    void hugeSizesAreRefusedBeforeMemoryIsTaken() throws IOException {
        changed(entries -> ByteBuffer.wrap(Zips.entry(entries, PICTURE)).putInt(16, Integer.MAX_VALUE));
        refused(PICTURE, "2147483647×200");
        written();
        changed(entries -> ByteBuffer.wrap(Zips.entry(entries, PICTURE)).putInt(16, -1));
        refused(PICTURE, "4294967295×200");
        written();
        changed(entries ->
                ByteBuffer.wrap(Zips.entry(entries, PICTURE)).putInt(16, 32_768).putInt(20, 32_768));
        assertThatThrownBy(() -> CanvasFile.read(file))
                .isInstanceOf(NotEnoughMemoryException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(PICTURE)
                .hasMessageContaining("32768×32768");
    }

    @Test
    void damagedPixelsAreRefused() throws IOException {
        changed(entries -> Zips.entry(entries, PICTURE)[Zips.entry(entries, PICTURE).length / 2] ^= 0x55);
        refused(PICTURE);
        written();
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {10, bytes.length / 2, bytes.length - 30}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            refused("cannot be read");
        }
    }
}
