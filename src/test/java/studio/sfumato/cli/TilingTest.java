package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.job.RequestJson;

class TilingTest {
    @TempDir
    Path folder;

    private Path generate(String name, String... more) {
        Path file = folder.resolve(name + ".png");
        List<String> args = new ArrayList<>(List.of(
                "generate", "a fox", "--size", "128x128", "--steps", "6", "--seed", "4", "-o", file.toString()));
        args.addAll(List.of(more));
        CliFixture.Outcome done = new CliFixture(folder, Path.of("models")).run(args.toArray(String[]::new));
        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();
        return file;
    }

    @Test
    void aTiledPictureHasNoSeamWhereItsEdgesMeetAndSaysWhatItIs() {
        Path file = generate("both", "--tiling");
        Raster picture = Png.read(file).raster();
        assertThat(seamAcross(picture)).isLessThan(1);
        assertThat(seamDown(picture)).isLessThan(1);

        PictureInfo info = PictureInfo.read(file);
        assertThat(Objects.requireNonNull(info.parameters()).field("Tiling")).isEqualTo("True");
        GenerationRequest request = RequestJson.read(Objects.requireNonNull(info.requestJson()));
        assertThat(request.tiling()).isEqualTo(Wrap.BOTH);
    }

    @Test
    void oneDirectionAloneCanBeTiled() {
        Path file = generate("across", "--tiling=x");
        assertThat(seamAcross(Png.read(file).raster())).isLessThan(1);
        PictureInfo info = PictureInfo.read(file);
        assertThat(Objects.requireNonNull(info.parameters()).field("Tiling")).isEqualTo("x");
        assertThat(Png.read(file).raster())
                .isNotEqualTo(Png.read(generate("plain")).raster())
                .isNotEqualTo(Png.read(generate("down", "--tiling=y")).raster());
    }

    @Test
    void whatIsNoDirectionIsRefused() {
        CliFixture.Outcome done =
                new CliFixture(folder, Path.of("models")).run("generate", "a fox", "--tiling=diagonal");
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains("--tiling must be x, y or both, not 'diagonal'");
    }

    /// The change from the last column to the first, as a share of the largest from one column to the next.
    private static double seamAcross(Raster picture) {
        double inside = 0;
        for (int x = 1; x < picture.width(); x++) {
            inside = Math.max(inside, columns(picture, x - 1, x));
        }
        return columns(picture, picture.width() - 1, 0) / inside;
    }

    private static double columns(Raster picture, int one, int other) {
        double sum = 0;
        for (int y = 0; y < picture.height(); y++) {
            sum += apart(picture.argb(one, y), picture.argb(other, y));
        }
        return sum;
    }

    private static double seamDown(Raster picture) {
        double inside = 0;
        for (int y = 1; y < picture.height(); y++) {
            inside = Math.max(inside, rows(picture, y - 1, y));
        }
        return rows(picture, picture.height() - 1, 0) / inside;
    }

    private static double rows(Raster picture, int one, int other) {
        double sum = 0;
        for (int x = 0; x < picture.width(); x++) {
            sum += apart(picture.argb(x, one), picture.argb(x, other));
        }
        return sum;
    }

    private static int apart(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            sum += Math.abs((one >> shift & 0xFF) - (other >> shift & 0xFF));
        }
        return sum;
    }
}
