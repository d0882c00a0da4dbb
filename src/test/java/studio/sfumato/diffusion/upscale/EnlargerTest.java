package studio.sfumato.diffusion.upscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.net.upscale.UpscalerConfig;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.checkpoint.UpscalerFile;

class EnlargerTest {
    private static final Path SHIPPED = Path.of("models/upscale/realesr-animevideov3.safetensors");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/upscalers");

    /// Soft shapes, sharp edges and a fine pattern.
    private static Raster drawing(int width, int height) {
        int[] argb = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double wave = Math.sin(x / 9.0) * Math.cos(y / 7.0);
                int red = (int) (127 + 120 * wave);
                int green = (x / 13 + y / 17) % 2 == 0 ? 200 : 60;
                int blue = (x * x + y * y) / 40 % 256;
                argb[y * width + x] = (red << 16) | (green << 8) | blue;
            }
        }
        return Raster.opaque(width, height, argb);
    }

    private static Raster enlarged(Path file, Raster picture, double factor, int tile) {
        UpscalerFile upscaler = UpscalerFile.open(file);
        UpscalerConfig config = UpscalerConfig.from(upscaler.config());
        try (Session session =
                OrtRuntime.start().open(config.build(upscaler.weights()), SessionSettings.with(WeightMode.FOLDED))) {
            return new Enlarger(config, session, tile).enlarge(picture, factor, (_, _) -> {}, CancellationToken.none());
        }
    }

    /// {@return the largest difference of two pictures' colours, in levels}
    private static int furthest(Raster a, Raster b) {
        int[] left = a.toArgb();
        int[] right = b.toArgb();
        int most = 0;
        for (int i = 0; i < left.length; i++) {
            for (int shift = 0; shift <= 16; shift += 8) {
                most = Math.max(most, Math.abs(((left[i] >> shift) & 0xFF) - ((right[i] >> shift) & 0xFF)));
            }
        }
        return most;
    }

    @Test
    void piecesMakeThePictureThatTheWholeMakes() {
        Raster picture = drawing(150, 110);
        Raster whole = enlarged(SHIPPED, picture, 4, 150);
        Raster pieces = enlarged(SHIPPED, picture, 4, 64);
        assertThat(whole.width()).isEqualTo(600);
        assertThat(whole.height()).isEqualTo(440);
        assertThat(furthest(whole, pieces)).isLessThanOrEqualTo(2);
    }

    @Test
    void theShippedUpscalerKeepsThePictureAndMakesItSharper() {
        Raster picture = Resampler.LANCZOS.resize(drawing(256, 256), 64, 64);
        Raster larger = enlarged(SHIPPED, picture, 4, 64);
        Raster back = Resampler.BOX.resize(larger, 64, 64);
        assertThat(mean(picture, back)).isLessThan(16);
        assertThat(mean(Resampler.LANCZOS.resize(picture, 256, 256), larger)).isGreaterThan(1);
    }

    private static double mean(Raster a, Raster b) {
        int[] left = a.toArgb();
        int[] right = b.toArgb();
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += Math.abs(((left[i] >> 8) & 0xFF) - ((right[i] >> 8) & 0xFF));
        }
        return sum / left.length;
    }

    @Test
    void anySizeComesOutAsAskedFor() {
        Path gathering = GOLDEN.resolve("rrdb-gathered-x2.safetensors"); // takes even sides only
        assertThat(enlarged(gathering, drawing(71, 67), 2, 64).toString()).isEqualTo("Raster[142×134 RGB]");
        assertThat(enlarged(gathering, drawing(31, 67), 5, 64).toString()).isEqualTo("Raster[155×335 RGB]");
        assertThat(enlarged(gathering, drawing(30, 20), 0.5, 64).toString()).isEqualTo("Raster[15×10 RGB]");
        Path cleaning = GOLDEN.resolve("rrdb-old-names-x1.safetensors");
        assertThat(enlarged(cleaning, drawing(30, 20), 1, 64).toString()).isEqualTo("Raster[30×20 RGB]");
    }

    @Test
    void transparencyIsEnlargedToo() {
        int[] argb = drawing(40, 30).toArgb();
        for (int i = 0; i < argb.length; i++) {
            argb[i] = (argb[i] & 0xFFFFFF) | ((i % 40 < 20 ? 0 : 255) << 24);
        }
        Raster larger = enlarged(GOLDEN.resolve("compact-x2.safetensors"), Raster.translucent(40, 30, argb), 2, 64);
        assertThat(larger.hasAlpha()).isTrue();
        assertThat(larger.argb(5, 30) >>> 24).isZero();
        assertThat(larger.argb(75, 30) >>> 24).isEqualTo(255);
    }

    @Test
    void whatNoPictureCanBeIsRefused() {
        Path file = GOLDEN.resolve("compact-x4.safetensors");
        assertThatThrownBy(() -> enlarged(file, drawing(4000, 2000), 8, 64))
                .isInstanceOf(RequestException.class)
                .hasMessage("4000×2000 would become 32000×16000, and a picture may have at most 134 million pixels");
        assertThatThrownBy(() -> enlarged(file, drawing(2, 2), 1e9, 64)).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> enlarged(file, drawing(9, 9), 4, 8))
                .isInstanceOf(RequestException.class)
                .hasMessage("tile must be at least 64, not 8");
    }

    @Test
    void itEndsSoonWhenItIsCancelled() {
        UpscalerFile upscaler = UpscalerFile.open(GOLDEN.resolve("compact-x4.safetensors"));
        UpscalerConfig config = UpscalerConfig.from(upscaler.config());
        List<Integer> done = new ArrayList<>();
        try (Session session =
                OrtRuntime.start().open(config.build(upscaler.weights()), SessionSettings.with(WeightMode.FOLDED))) {
            CancellationToken token = new CancellationToken();
            Enlarger enlarger = new Enlarger(config, session, 64);
            Raster picture = drawing(200, 200);
            assertThatThrownBy(() -> enlarger.enlarge(
                            picture,
                            4,
                            (now, all) -> {
                                assertThat(all).isEqualTo(36);
                                done.add(now);
                                token.cancel();
                            },
                            token))
                    .isInstanceOf(CancelledException.class);
        }
        assertThat(done).containsExactly(1);
    }
}
