package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.cli.CliFixture;
import studio.sfumato.image.Png;
import studio.sfumato.settings.AppPaths;

/// The command line makes the reference's picture, from arguments to the PNG file.
class CommandLineGoldenTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void generateWritesTheReferencePictureOfAModelFoundByName() {
        GoldenCase golden = GoldenCase.all()
                .filter(each -> each.id().equals("sdxl-heun"))
                .findFirst()
                .orElseThrow();
        Path file = folder.resolve("tree.png");
        int code = run(
                "generate",
                "a tree",
                "in the snow",
                "--negative",
                golden.negative(),
                "--model",
                golden.model(),
                "--sampler",
                "heun",
                "--schedule",
                "karras",
                "--steps",
                "" + golden.steps(),
                "--cfg",
                "" + golden.guidance(),
                "--seed",
                "" + golden.seed(),
                "--rng",
                "cpu",
                "--size",
                golden.width() + "x" + golden.height(),
                "--threads",
                "1",
                "--provider",
                "cpu",
                "--out",
                file.toString());

        assertThat(code).as("exit code; stderr: %s", err).isZero();
        assertThat(out.toString()).contains("tree.png");
        assertThat(Difference.psnr(
                        Png.read(file).raster(), golden.expectedPictures().getFirst()))
                .isGreaterThanOrEqualTo(Difference.SAME_PICTURE_DB);
    }

    @Test
    void aPictureTellsHowToMakeItAgain() {
        Path file = folder.resolve("fox.png");
        assertThat(run(
                        "generate",
                        "a fox",
                        "--model",
                        "sd1",
                        "--steps",
                        "2",
                        "--size",
                        "48x64",
                        "--seed",
                        "4294967297",
                        "--provider",
                        "cpu",
                        "--out",
                        file.toString()))
                .as("exit code; stderr: %s", err)
                .isZero();
        assertThat(run("info", file.toString())).isZero();
        assertThat(out.toString()).contains("a fox").contains("4294967297").contains("48x64");
    }

    private int run(String... args) {
        AppPaths own = AppPaths.in(folder);
        AppPaths paths =
                new AppPaths(own.config(), own.data(), own.cache(), own.pictures(), List.of(GoldenCase.models()));
        return CliFixture.run(paths, out, err, args);
    }
}
