package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Task;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.job.RequestJson;

class ImageToImageTest {
    private static final Path SOURCE = Path.of("src/test/resources/golden/repaint/source.png");

    @TempDir
    Path folder;

    private CliFixture.Outcome generate(String... args) {
        Stream<String> all =
                Stream.concat(Stream.of("generate", "a fox", "--model", "sd1", "--steps", "4"), Stream.of(args));
        return new CliFixture(folder, CliFixture.MODELS).run(all.toArray(String[]::new));
    }

    @Test
    void aPictureSaysWhatItWasMadeFromAndThatIsKept() throws IOException {
        Path source = Files.copy(SOURCE, folder.resolve("mine.png"));
        Path first = folder.resolve("first.png");
        CliFixture.Outcome done = generate(
                "--init", source.toString(), "--strength", "0.5", "--resize-mode", "crop", "-o", first.toString());
        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();

        PictureInfo info = PictureInfo.read(first);
        PictureParameters parameters = Objects.requireNonNull(info.parameters());
        assertThat(parameters.field("Denoising strength")).isEqualTo("0.5");
        assertThat(parameters.field("Size")).isEqualTo("80x56");
        GenerationRequest request = RequestJson.read(Objects.requireNonNull(info.requestJson()));
        assertThat(request.task()).isInstanceOfSatisfying(Task.ImageToImage.class, task -> {
            assertThat(task.strength()).isEqualTo(0.5);
            assertThat(task.resize()).isEqualTo(ResizeMode.CROP);
        });
        Path kept = new CliFixture(folder, CliFixture.MODELS)
                .sources()
                .file(request.task().pictures().getFirst());
        assertThat(Png.read(kept).raster()).isEqualTo(Png.read(SOURCE).raster());
    }

    @Test
    void littleStrengthStaysNearThePictureAndMuchGoesFarther() {
        Raster source = Png.read(SOURCE).raster();
        double last = Double.POSITIVE_INFINITY;
        for (String strength : List.of("0", "0.4", "1")) {
            Path file = folder.resolve("s" + strength + ".png");
            assertThat(generate(
                                    "--init",
                                    SOURCE.toString(),
                                    "--strength",
                                    strength,
                                    "--seed",
                                    "5",
                                    "-o",
                                    file.toString())
                            .code())
                    .isZero();
            double near = nearness(source, Png.read(file).raster());
            assertThat(near).as("PSNR at strength " + strength).isLessThan(last);
            last = near;
        }
    }

    private static double nearness(Raster a, Raster b) {
        double squares = 0;
        for (int y = 0; y < a.height(); y++) {
            for (int x = 0; x < a.width(); x++) {
                int error = (a.argb(x, y) & 0xFF) - (b.argb(x, y) & 0xFF);
                squares += error * error;
            }
        }
        return -squares;
    }

    @Test
    void aFolderGivesOnePictureForEachInIt() throws IOException {
        Path many = Files.createDirectories(folder.resolve("many"));
        Files.copy(SOURCE, many.resolve("a.png"));
        Png.write(many.resolve("b.PNG"), Raster.filled(100, 48, 0x336699), List.of());
        Files.writeString(many.resolve("notes.txt"), "no picture");
        Files.writeString(many.resolve("torn.png"), "no picture");
        Path out = folder.resolve("out");
        CliFixture.Outcome done = generate("--init", many.toString(), "-o", out.toString());
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.err()).contains("passed over: ").contains("torn.png");
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())).sorted())
                    .containsExactly("00001-a.png", "00002-b.png");
        }
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(file -> Png.read(file).raster().toString()).sorted())
                    .containsExactly("Raster[104×48 RGB]", "Raster[80×56 RGB]");
        }
    }

    @Test
    void aPhotoOfManyPixelsBecomesWhatTheModelCanMake() {
        Path photo = folder.resolve("photo.png");
        Png.write(photo, Raster.filled(4000, 3000, 0x336699), List.of());
        Path file = folder.resolve("small.png");
        CliFixture.Outcome done = generate("--init", photo.toString(), "--strength", "0", "-o", file.toString());
        assertThat(done.code()).as(done.err()).isZero();
        Raster made = Png.read(file).raster();
        assertThat(done.err()).contains("4000x3000").contains(made.width() + "x" + made.height());
        assertThat((double) made.width() / made.height()).isBetween(1.2, 1.45);
    }

    @Test
    void whatCannotBeIsRefusedByName() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.png"), "no picture");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThat(generate("--strength", "0.5").err()).contains("--init PICTURE");
        assertThat(generate("--init", SOURCE.toString(), "--strength", "1.5").err())
                .contains("strength must be between 0 and 1, not 1.5");
        assertThat(generate("--init", SOURCE.toString(), "--resize-mode", "bend")
                        .err())
                .contains("unknown resize mode 'bend'");
        assertThat(generate("--init", text.toString()).err()).contains(text + " is not a picture");
        assertThat(generate("--init", empty.toString()).err()).contains(empty + " has no pictures in it");
        CliFixture.Outcome missing =
                generate("--init", folder.resolve("gone.png").toString());
        assertThat(missing.err()).contains("gone.png cannot be read: there is no such file");
        assertThat(missing.code()).isEqualTo(4);
    }
}
