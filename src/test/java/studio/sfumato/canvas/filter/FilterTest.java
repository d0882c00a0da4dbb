package studio.sfumato.canvas.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Surface;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;

/// The filters against tools/golden/canvas_filters.py, and what they promise of any picture.
class FilterTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "canvas");
    private static final PeronaMalik CONTRAST = new PeronaMalik(PeronaMalik.Conductance.CONTRAST, 20, 15, 0.2);
    private static final PeronaMalik AREA = new PeronaMalik(PeronaMalik.Conductance.AREA, 12, 25, 0.25);
    private static final Coherence COHERENCE = new Coherence(0.7, 2.5, 0.02, 1, 6);

    private static Raster golden(String name) {
        return Png.read(GOLDEN.resolve(name + ".png")).raster();
    }

    private static Raster through(Raster picture, Filter... filters) {
        Surface out = new FilterStack(List.of(filters)).of(Surface.of(picture, 0, 0), CancellationToken.none());
        return out.raster(new Area(0, 0, picture.width(), picture.height()));
    }

    private static Raster noise(int width, int height, int least, int greatest, long seed) {
        int[] pixels = new Random(seed).ints((long) width * height, 0, 1 << 24).toArray();
        for (int i = 0; i < pixels.length; i++) {
            int argb = 0;
            for (int shift = 0; shift <= 16; shift += 8) {
                argb |= (least + ((pixels[i] >> shift) & 0xFF) * (greatest - least) / 255) << shift;
            }
            pixels[i] = argb;
        }
        return Raster.opaque(width, height, pixels);
    }

    static Stream<Arguments> references() {
        return Stream.of(
                Arguments.of("perona-contrast", CONTRAST),
                Arguments.of("perona-area", AREA),
                Arguments.of("coherence", COHERENCE),
                Arguments.of("blur", new Blur(2.2)),
                Arguments.of("blur-wide", new Blur(9)),
                Arguments.of("sharpen", new Sharpen(1.5, 1.2, 4)),
                Arguments.of("levels", new Levels(30, 200, 1.7, 240, 10)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("references")
    void itIsTheReferencesPicture(String name, Filter filter) {
        int[] expected = golden(name).toArgb();
        int[] actual = through(golden("source"), filter).toArgb();
        int off = 0;
        int most = 0;
        for (int i = 0; i < expected.length; i++) {
            for (int shift = 0; shift <= 24; shift += 8) {
                int difference = Math.abs(((expected[i] >>> shift) & 0xFF) - ((actual[i] >>> shift) & 0xFF));
                most = Math.max(most, difference);
                off += difference > 0 ? 1 : 0;
            }
        }
        int allowed = name.equals("blur-wide") ? 2 : 1; // boxes are nearly a Gaussian
        assertThat(most).as("levels off").isLessThanOrEqualTo(allowed);
        assertThat(off)
                .as("values off by a level")
                .isLessThan(4 * expected.length / (name.equals("blur-wide") ? 8 : 50));
    }

    static Stream<Filter> diffusions() {
        return Stream.of(
                CONTRAST,
                new PeronaMalik(PeronaMalik.Conductance.AREA, 255, 60, 0.25),
                new PeronaMalik(PeronaMalik.Conductance.CONTRAST, 0.5, 5, 0.25),
                Coherence.of(10),
                new Coherence(0.3, 0.5, 0.001, 1e-10, 8),
                new Coherence(1, 1, 1, 1, 5),
                new Blur(0.7),
                new Blur(30));
    }

    @ParameterizedTest
    @MethodSource("diffusions")
    void noLevelIsBelowTheLeastOrAboveTheGreatestOfTheSource(Filter filter) {
        for (int seed = 0; seed < 3; seed++) {
            Raster hard = noise(70, 50, 40, 210, seed);
            for (int pixel : through(hard, filter).toArgb()) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    assertThat((pixel >> shift) & 0xFF).isBetween(40, 210);
                }
                assertThat(pixel >>> 24).isEqualTo(255);
            }
        }
        Raster flat = Raster.filled(40, 30, 0x1780FE);
        assertThat(through(flat, filter)).as("what is flat stays").isEqualTo(flat);
    }

    static Stream<Filter> edgePreserving() {
        return diffusions().filter(filter -> !(filter instanceof Blur));
    }

    @ParameterizedTest
    @MethodSource("edgePreserving")
    void theMeanStaysAsItIsAndThePictureGetsSmoother(Filter filter) {
        Raster source = noise(64, 64, 0, 255, 9);
        double[] before = moments(source);
        double[] after = moments(through(source, filter));
        assertThat(Math.abs(after[0] - before[0])).isLessThan(0.2);
        assertThat(after[1]).isLessThanOrEqualTo(before[1]);
    }

    private static double[] moments(Raster picture) {
        double sum = 0;
        double squares = 0;
        int[] pixels = picture.toArgb();
        for (int pixel : pixels) {
            double value = ((pixel >> 8) & 0xFF);
            sum += value;
            squares += value * value;
        }
        double mean = sum / pixels.length;
        return new double[] {mean, squares / pixels.length - mean * mean};
    }

    @Test
    void edgesStayWhereTheyAreAndNoiseGoes() {
        int[] pixels = new int[60 * 40];
        Random random = new Random(3);
        for (int i = 0; i < pixels.length; i++) {
            int grey = (i % 60 < 30 ? 60 : 190) + random.nextInt(17) - 8;
            pixels[i] = grey * 0x10101;
        }
        Raster smooth =
                through(Raster.opaque(60, 40, pixels), new PeronaMalik(PeronaMalik.Conductance.CONTRAST, 25, 60, 0.25));
        for (int y = 5; y < 35; y++) {
            assertThat(smooth.argb(29, y) & 0xFF).isBetween(55, 65);
            assertThat(smooth.argb(30, y) & 0xFF).isBetween(185, 195);
        }
    }

    @Test
    void aGapInALineIsClosed() {
        int[] pixels = new int[80 * 40];
        for (int x = 0; x < 80; x++) {
            for (int y = 18; y < 22; y++) {
                pixels[y * 80 + x] = x < 38 || x > 41 ? 0xFFFFFF : 0;
            }
        }
        Raster source = Raster.opaque(80, 40, pixels);
        Raster closed = through(source, new Coherence(0.7, 6, 0.001, 1, 40));
        assertThat(source.argb(40, 20) & 0xFF).isZero();
        assertThat(closed.argb(40, 20) & 0xFF).isGreaterThan(100);
        assertThat(closed.argb(40, 10) & 0xFF).as("beside the line").isLessThan(20);
    }

    @Test
    void whatIsTransparentHasNoColourThatCouldSpread() {
        int[] pixels = new int[40 * 40];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i % 40 < 20 ? 0xFF00FF00 : 0x00FF0000;
        }
        Raster half = Raster.translucent(40, 40, pixels);
        for (Filter filter : List.of(CONTRAST, AREA, COHERENCE, new Blur(4), new Sharpen(3, 2, 0))) {
            Raster out = through(half, filter);
            for (int y = 0; y < 40; y++) {
                for (int x = 0; x < 40; x++) {
                    int pixel = out.argb(x, y);
                    assertThat(pixel >>> 24 == 0 ? 0 : (pixel >> 16) & 0xFF).isZero();
                    boolean kept = filter instanceof Blur || pixel >>> 24 == (x < 20 ? 255 : 0);
                    assertThat(kept).as(filter + " keeps the opacity").isTrue();
                }
            }
        }
        Surface dot = Surface.of(Raster.filled(3, 3, 0xFFFFFF), 100, 100);
        Surface around = dot.edited(new Area(110, 100, 1, 1), (_, _, argb, at, _) -> argb[at] = 0xFF000000);
        Area blurred = new FilterStack(List.of(new Blur(5)))
                .of(around, CancellationToken.none())
                .content();
        assertThat(blurred.x()).as("the blur goes beyond what was there").isLessThan(95);
    }

    @Test
    void filtersWorkInTheirOrder() {
        Raster source = golden("source");
        Levels dark = new Levels(0, 255, 1, 0, 128);
        Blur blur = new Blur(3);
        assertThat(through(source, new Levels(0, 255, 1, 255, 0), new Levels(0, 255, 1, 255, 0)))
                .isEqualTo(source);
        assertThat(through(source, new Levels(120, 140, 1, 0, 255), blur))
                .isNotEqualTo(through(source, blur, new Levels(120, 140, 1, 0, 255)));
        assertThat(through(source, dark).argb(3, 3) & 0xFF)
                .isEqualTo((int) ((source.argb(3, 3) & 0xFF) * 128 / 255.0 + 0.5));
    }

    @Test
    void workCanBeCancelled() {
        CancellationToken token = new CancellationToken();
        token.cancel();
        Surface source = Surface.of(golden("source"), 0, 0);
        for (Filter filter :
                List.of(CONTRAST, COHERENCE, new Blur(4), new Sharpen(3, 2, 0), new Levels(0, 255, 2, 0, 255))) {
            FilterStack stack = new FilterStack(List.of(filter));
            assertThatThrownBy(() -> stack.of(source, token)).isInstanceOf(CancelledException.class);
            assertThat(stack.ready(source)).isEmpty();
        }
    }

    @Test
    void valuesThatCannotBeAreRefusedByName() {
        assertThatThrownBy(() -> new Blur(0))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("radius");
        assertThatThrownBy(() -> new Blur(Double.NaN)).hasMessageContaining("radius");
        assertThatThrownBy(() -> new Sharpen(1, 11, 0)).hasMessageContaining("amount");
        assertThatThrownBy(() -> new Levels(100, 100, 1, 0, 255)).hasMessageContaining("white");
        assertThatThrownBy(() -> new PeronaMalik(PeronaMalik.Conductance.AREA, 10, 5, 0.26))
                .hasMessageContaining("step");
        assertThatThrownBy(() -> new Coherence(0.7, 4, 0, 1, 5)).hasMessageContaining("regularity");
    }
}
