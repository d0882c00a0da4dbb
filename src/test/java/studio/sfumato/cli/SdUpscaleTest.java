package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Task;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.job.RequestJson;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

class SdUpscaleTest {
    private static final Path SOURCE = Path.of("src/test/resources/golden/repaint/source.png");

    @TempDir
    Path folder;

    private CliFixture.Outcome generate(String... args) {
        Stream<String> all =
                Stream.concat(Stream.of("generate", "a fox", "--model", "sd1", "--steps", "3"), Stream.of(args));
        return new CliFixture(folder, CliFixture.MODELS).run(all.toArray(String[]::new));
    }

    @Test
    void aPictureBecomesLargerAndSaysHow() {
        Path file = folder.resolve("large.png");
        CliFixture.Outcome done = generate(
                "--init",
                SOURCE.toString(),
                "--sd-upscale",
                "2,upscaler=Lanczos,overlap=16,tile=64x56",
                "-o",
                file.toString());
        assertThat(done.code()).as(done.err()).isZero();

        Raster made = Png.read(file).raster();
        assertThat(made.width()).isEqualTo(160);
        assertThat(made.height()).isEqualTo(112);
        PictureInfo info = PictureInfo.read(file);
        PictureParameters parameters = Objects.requireNonNull(info.parameters());
        assertThat(parameters.field("SD upscale overlap")).isEqualTo("16");
        assertThat(parameters.field("SD upscale upscaler")).isEqualTo("Lanczos");
        assertThat(parameters.field("SD upscale scale")).isEqualTo("2");
        assertThat(parameters.field("Denoising strength")).isEqualTo("0.3");
        assertThat(parameters.field("Size")).as("a tile's, as in A1111").isEqualTo("64x56");
        GenerationRequest request = RequestJson.read(Objects.requireNonNull(info.requestJson()));
        assertThat(request.task()).isInstanceOfSatisfying(Task.Upscale.class, task -> {
            assertThat(task.strength()).isEqualTo(0.3);
            assertThat(task.how().scale()).isEqualTo(2);
            assertThat(task.how().overlap()).isEqualTo(16);
        });
    }

    @Test
    void tilesCanGrowTogether() {
        Path file = folder.resolve("joint.png");
        CliFixture.Outcome done = generate(
                "--init",
                SOURCE.toString(),
                "--sd-upscale",
                "1.5,upscaler=Lanczos,overlap=16,tile=64x56,method=multidiffusion",
                "-o",
                file.toString());
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(Png.read(file).raster()).hasToString("Raster[120×80 RGB]");
        assertThat(Objects.requireNonNull(PictureInfo.read(file).parameters()).field("SD upscale method"))
                .isEqualTo("multidiffusion");
        assertThat(generate("--init", SOURCE.toString(), "--sd-upscale", "2,method=glue")
                        .err())
                .contains("unknown method 'glue'");
        CliFixture.Outcome refined = generate(
                "--init",
                SOURCE.toString(),
                "--sd-upscale",
                "2,upscaler=Lanczos,overlap=16,tile=64,method=multidiffusion",
                "--refiner",
                "sd1");
        assertThat(refined.err()).contains("a refiner cannot take over");
    }

    @Test
    void whatIsTransparentBecomesWhite() {
        Path clear = folder.resolve("clear.png");
        Png.write(clear, Raster.translucent(64, 48, new int[64 * 48]), List.of());
        Path file = folder.resolve("made.png");
        CliFixture.Outcome done = generate(
                "--init", clear.toString(), "--sd-upscale", "upscaler=none,tile=48,overlap=8", "-o", file.toString());
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(Png.read(file).raster().hasAlpha()).isFalse();
    }

    @Test
    void aPictureThatGuidesIsSeenTileByTile() {
        Path models = folder.resolve("models");
        TinyCheckpoint.control("sd1-model").write(models.resolve("dream.safetensors"));
        TinyCheckpoint.control("sd1-author").write(models.resolve("controlnet/canny.safetensors"));
        TinyCheckpoint.control("t2i-sd1-author").write(models.resolve("t2i_adapter/sketch.safetensors"));
        int[] line = new int[80 * 56];
        for (int y = 0; y < 56; y++) {
            line[y * 80 + 70] = 0xFFFFFF;
        }
        Path plain = folder.resolve("plain.png");
        Path lined = folder.resolve("lined.png");
        Png.write(plain, Raster.filled(80, 56, 0), List.of());
        Png.write(lined, Raster.opaque(80, 56, line), List.of());
        for (String network : List.of("canny", "sketch")) {
            Raster without = guided(models, network, plain);
            Raster with = guided(models, network, lined);
            int nothing = 0;
            int something = 0;
            for (int y = 0; y < 112; y++) {
                for (int x = 0; x < 160; x++) {
                    boolean same = without.argb(x, y) == with.argb(x, y);
                    nothing += same || x >= 64 ? 0 : 1;
                    something += same ? 0 : 1;
                }
            }
            assertThat(nothing).as("what tiles without the line have of it").isZero();
            assertThat(something).isPositive();
        }
    }

    private Raster guided(Path models, String network, Path map) {
        Path file = folder.resolve("guided.png");
        CliFixture.Outcome done = new CliFixture(folder.resolve("user"), models)
                .run(
                        "generate",
                        "a fox",
                        "--model",
                        "dream",
                        "--steps",
                        "2",
                        "--seed",
                        "1",
                        "--init",
                        SOURCE.toString(),
                        "--sd-upscale",
                        "2,upscaler=Lanczos,overlap=16,tile=64x64",
                        "--control",
                        "type=canny,map=" + map + ",model=" + network,
                        "-o",
                        file.toString());
        assertThat(done.code()).as(done.err()).isZero();
        return Png.read(file).raster();
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        String init = SOURCE.toString();
        assertThat(generate("--sd-upscale", "2").err()).contains("--init PICTURE");
        assertThat(generate("--init", init, "--sd-upscale", "40").err())
                .contains("scale must be between 1 and 16, not 40");
        assertThat(generate("--init", init, "--sd-upscale", "2,overlap=1.5").err())
                .contains("overlap must be a whole number");
        assertThat(generate("--init", init, "--sd-upscale", "2,overlap=64,tile=64")
                        .err())
                .contains("overlap must be less than a tile's sides: 64 is not less than 64x64");
        assertThat(generate("--init", init, "--sd-upscale", "2,overlap=300").err())
                .contains("overlap must be between 0 and 256, not 300");
        assertThat(generate("--init", init, "--sd-upscale", "2,tile=100").err())
                .contains("width must be a multiple of 8");
        assertThat(generate("--init", init, "--sd-upscale", "2,tile=64", "--size", "64x64")
                        .err())
                .contains("leave out tile=64x64");
        assertThat(generate("--init", init, "--sd-upscale", "2,shape=9").err()).contains("unknown setting 'shape'");
        assertThat(generate("--init", init, "--sd-upscale", "2", "--mask", init).err())
                .contains("leave out --mask");
        assertThat(generate("--init", init, "--sd-upscale", "2,overlap=8", "--tiling")
                        .err())
                .contains("leave out --tiling");
        assertThat(generate("--init", init, "--sd-upscale", "2", "--hires", "2").err())
                .contains("leave out --init");
        CliFixture.Outcome missing = generate("--init", init, "--sd-upscale", "2,upscaler=nothing,overlap=8,tile=64");
        assertThat(missing.err()).contains("nothing").doesNotContain("step");
        assertThat(missing.code()).isNotZero();
    }
}
