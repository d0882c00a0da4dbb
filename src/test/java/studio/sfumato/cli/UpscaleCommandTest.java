package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.image.Png;
import studio.sfumato.image.Resampler;

class UpscaleCommandTest {
    @TempDir
    private Path folder;

    private CliFixture cli;
    private Path picture;

    @BeforeEach
    void makeOne() {
        cli = new CliFixture(folder.resolve("user"), CliFixture.MODELS);
        picture = folder.resolve("00007-fox.png");
        assertThat(cli.run("generate", "a fox", "--model", "sd1", "--size", "48x32", "--steps", "2", "-o", picture + "")
                        .err())
                .isEmpty();
    }

    private CliFixture.Outcome upscale(String... more) {
        String[] args = new String[more.length + 4];
        args[0] = "upscale";
        args[1] = picture.toString();
        args[2] = "--models-dir";
        args[3] = "models";
        System.arraycopy(more, 0, args, 4, more.length);
        return cli.run(args);
    }

    @Test
    void aPictureBecomesFourTimesAsLargeAndStillSaysWhatMadeIt() {
        CliFixture.Outcome done = upscale();
        assertThat(done.code()).as(done.err()).isZero();
        Path made = Path.of(done.out().strip());
        assertThat(made).isEqualTo(folder.resolve("00008-fox-x4.png"));
        assertThat(Png.read(made).raster().toString()).isEqualTo("Raster[192×128 RGB]");
        assertThat(cli.run("info", made.toString()).out())
                .contains("a fox")
                .contains("Postprocess upscale by: 4")
                .contains("Postprocess upscaler: realesr-animevideov3");
        assertThat(cli.run("gallery", "search", "fox").out()).contains("00008-fox-x4.png");
    }

    @Test
    void scaleAndFilterAreChosen() {
        Path made = folder.resolve("large.png");
        assertThat(upscale("--scale", "2.5", "-o", made.toString()).code()).isZero();
        assertThat(Png.read(made).raster().toString()).isEqualTo("Raster[120×80 RGB]");
        assertThat(upscale("--upscaler", "lanczos", "--scale", "2", "-o", made.toString())
                        .code())
                .isZero();
        assertThat(Png.read(made).raster())
                .isEqualTo(Resampler.LANCZOS.resize(Png.read(picture).raster(), 96, 64));
    }

    @Test
    void whatCannotBeIsSaid() throws IOException {
        assertThat(upscale("--upscaler", "realesr-animevideov")).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(3);
            assertThat(refused.err()).contains("there is no upscaler 'realesr-animevideov'", "realesr-animevideov3");
        });
        assertThat(upscale("--scale", "0").err()).contains("scale must be above 0 and at most 64, not 0");
        assertThat(upscale("--scale", "NaN").code()).isEqualTo(2);
        assertThat(upscale("--tile", "3").code()).isEqualTo(2);
        picture = Files.writeString(folder.resolve("no.png"), "no picture");
        assertThat(upscale().code()).isEqualTo(4);
        assertThat(folder).isDirectoryNotContaining("glob:**x4*");
    }

    @Test
    void upscalersAreListed() {
        assertThat(cli.run("upscalers", "--models-dir", "models").out())
                .containsPattern("realesr-animevideov3 .* compact, 4× .* 1.2 MB");
        assertThat(cli.run("upscalers").out()).startsWith("No upscalers were found in:");
        assertThat(cli.run("inspect", "models/upscale/realesr-animevideov3.safetensors")
                        .out())
                .contains("an upscaler", "BSD-3-Clause", "Xintao Wang");
    }
}
