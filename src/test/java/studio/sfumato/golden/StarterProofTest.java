package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.cli.CliFixture;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.settings.AppPaths;

/// What an artist does first, with what comes with Sfumato: the starter model and the upscaler.
class StarterProofTest {
    private static final Path SHIPPED = Path.of("src/test/resources/golden/upscalers");
    private static final int SIDE = 128;

    @TempDir
    private Path folder;

    private Path made(String name, String... args) {
        Path picture = folder.resolve(name + ".png");
        AppPaths own = AppPaths.in(folder.resolve("user"));
        AppPaths paths =
                new AppPaths(own.config(), own.data(), own.cache(), own.pictures(), List.of(Path.of("models")));
        List<String> all = new ArrayList<>(Arrays.asList(args));
        Collections.addAll(all, "--provider", "cpu", "--out", picture.toString());
        StringWriter err = new StringWriter();
        assertThat(CliFixture.run(paths, new StringWriter(), err, all.toArray(String[]::new)))
                .as(() -> err.toString())
                .isZero();
        return picture;
    }

    private Path fox() {
        return made("fox", "generate", "a fox on a blue background", "--model", "starter", "--seed", "3");
    }

    private static Raster read(Path picture) {
        return Png.read(picture).raster();
    }

    @Test
    void theStrongerThePictureIsChangedTheFartherItGets() {
        Path fox = fox();
        double before = Double.POSITIVE_INFINITY;
        for (String strength : List.of("0.2", "0.4", "0.6", "0.9")) {
            Path changed = made(
                    "owl" + strength,
                    "generate",
                    "an owl on a red background",
                    "--model",
                    "starter",
                    "--seed",
                    "5",
                    "--init",
                    fox.toString(),
                    "--strength",
                    strength);
            double near = Difference.psnr(read(fox), read(changed));
            assertThat(near).as("likeness in dB at strength " + strength).isLessThan(before);
            before = near;
        }
        assertThat(before).as("another subject on another ground").isLessThan(10);
    }

    @Test
    void allFourSidesGrowAndTheMiddleStays() {
        Path fox = fox();
        Path larger = made(
                "larger",
                "generate",
                "a fox on a blue background",
                "--model",
                "starter",
                "--seed",
                "5",
                "--init",
                fox.toString(),
                "--outpaint",
                "32,32,32,32");
        Raster before = read(fox);
        Raster after = read(larger);

        assertThat(after.width()).isEqualTo(SIDE + 64);
        assertThat(after.height()).isEqualTo(SIDE + 64);
        int edge = 24; // which is blended
        for (int y = edge; y < SIDE - edge; y++) {
            for (int x = edge; x < SIDE - edge; x++) {
                assertThat(after.argb(x + 32, y + 32)).isEqualTo(before.argb(x, y));
            }
        }
    }

    /// `tools/golden/shipped_upscaler.py` asked ncnn, from whose form the upscaler was converted.
    @Test
    void theUpscalerMakesWhatNcnnMakes() {
        Path larger = made("larger", "upscale", SHIPPED.resolve("shipped.png").toString());

        assertThat(Difference.psnr(read(larger), read(SHIPPED.resolve("shipped-by-ncnn.png"))))
                .isGreaterThanOrEqualTo(40);
    }

    @Test
    void aPictureBecomesFourTimesAsWideAndStaysWhatItIs() {
        Path twice = made("twice", "upscale", fox().toString(), "--scale", "2");
        Raster large = read(made("eight", "upscale", twice.toString()));

        assertThat(large.width()).isEqualTo(1024);
        assertThat(large.height()).isEqualTo(1024);
        assertThat(Difference.psnr(Resampler.BOX.resize(large, 256, 256), read(twice)))
                .isGreaterThan(25);
    }
}
