package studio.sfumato.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.image.Jpeg;
import studio.sfumato.image.Png;

class ExportModelTest {
    @TempDir
    Path folder;

    private GalleryRig rig;
    private GalleryModel model;
    private Path out;

    @BeforeEach
    void open() {
        rig = new GalleryRig(folder).threePictures();
        model = rig.model;
        model.chosen().all();
        out = folder.resolve("out");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private void export(boolean jpeg, boolean metadata) {
        export(jpeg ? ExportModel.Format.JPEG : ExportModel.Format.PNG, metadata);
    }

    private void export(ExportModel.Format format, boolean metadata) {
        model.export().start(model.chosen().ids(), new ExportModel.Wish(out, format, 0.9, metadata));
    }

    @Test
    void withTheirSettingsPngFilesAreTheSameToTheByte() throws IOException {
        export(false, true);
        assertThat(names()).containsExactly("boat.png", "castle.png", "fox.png");
        assertThat(out.resolve("fox.png")).hasSameBinaryContentAs(rig.at(0).file());
        assertThat(model.export().batch().progressProperty().get())
                .isEqualTo(new Batch.Progress(3, 3, false, List.of()));
    }

    @Test
    void withoutThemTheyTellNothingAndLookTheSame() {
        export(false, false);
        Png.Picture fox = Png.read(out.resolve("fox.png"));
        assertThat(fox.texts()).isEmpty();
        assertThat(fox.raster()).isEqualTo(Png.read(rig.at(0).file()).raster());
    }

    @Test
    void jpegFilesTellWhereA1111TellsItOrNothing() throws IOException {
        export(true, true);
        byte[] told = Files.readAllBytes(out.resolve("fox.jpg"));
        byte[] words = "a fox\nNegative prompt: blurry".getBytes(StandardCharsets.UTF_16BE);
        assertThat(new String(told, StandardCharsets.ISO_8859_1))
                .contains("Exif")
                .contains("UNICODE\0" + new String(words, StandardCharsets.ISO_8859_1));
        assertThat(Jpeg.read(out.resolve("fox.jpg")).width()).isEqualTo(8);
        export(true, false);
        assertThat(new String(Files.readAllBytes(out.resolve("fox-1.jpg")), StandardCharsets.ISO_8859_1))
                .doesNotContain("Exif");
    }

    @Test
    void webpFilesTellInTheSamePlaceOrNothing() throws IOException {
        export(ExportModel.Format.WEBP, true);
        export(ExportModel.Format.WEBP, false);
        assertThat(names()).contains("fox.webp", "fox-1.webp");
        byte[] words = "a fox\nNegative prompt: blurry".getBytes(StandardCharsets.UTF_16BE);
        assertThat(new String(Files.readAllBytes(out.resolve("fox.webp")), StandardCharsets.ISO_8859_1))
                .contains("EXIF")
                .contains("UNICODE\0" + new String(words, StandardCharsets.ISO_8859_1));
        assertThat(new String(Files.readAllBytes(out.resolve("fox-1.webp")), StandardCharsets.ISO_8859_1))
                .doesNotContain("EXIF");
        assertThat(model.export().batch().progressProperty().get().problems()).isEmpty();
    }

    @Test
    void noFileIsEverReplaced() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("fox.png"), "precious");
        export(false, true);
        export(false, true);
        assertThat(out.resolve("fox.png")).hasContent("precious");
        assertThat(names())
                .containsExactly(
                        "boat-1.png", "boat.png", "castle-1.png", "castle.png", "fox-1.png", "fox-2.png", "fox.png");
    }

    @Test
    void oneThatCannotBeReadIsNamedAndLeavesNothingBehind() throws IOException {
        Files.write(rig.at(1).file(), new byte[5]);
        export(true, true);
        assertThat(names()).containsExactly("castle.jpg", "fox.jpg");
        Batch.Progress progress = model.export().batch().progressProperty().get();
        assertThat(progress.done()).isEqualTo(2);
        assertThat(progress.problems()).singleElement().asString().contains("boat.png");
    }

    @Test
    void whereNothingCanBeWrittenThatIsSaid() throws IOException {
        Files.writeString(out, "a file");
        export(false, true);
        assertThat(model.export().batch().progressProperty().get().problems())
                .singleElement()
                .asString()
                .contains("out");
    }

    @Test
    void stoppedItKeepsWhatIsDone() throws IOException {
        model.export().batch().progressProperty().subscribe(now -> {
            if (now.done() == 1) {
                model.export().batch().cancel();
            }
        });
        export(false, true);
        assertThat(names()).hasSize(1);
        assertThat(model.export().batch().progressProperty().get())
                .isEqualTo(new Batch.Progress(1, 3, false, List.of()));
        model.export().batch().forget();
        assertThat(model.export().batch().progressProperty().get().total()).isZero();
    }
}
