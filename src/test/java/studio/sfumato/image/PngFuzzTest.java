package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.ImageFileException;

class PngFuzzTest {
    private static final List<String> SEEDS = List.of(
            "rgb-texts", "palette-transparent", "grey-16", "grey-2-interlaced", "rgba-interlaced-19x17", "one-bit");

    private static final int MUTATIONS_EACH = 1_000;

    /// The pixel limit in bytes, plus room to read in.
    private static final long MOST_BYTES = 4L * Raster.MOST_PIXELS;

    @Test
    void damagedFilesGiveAPictureOrOneKindOfError() throws IOException {
        int refused = 0;
        int read = 0;
        for (String name : SEEDS) {
            byte[] good = Files.readAllBytes(Pictures.golden(name + ".png"));
            Random random = new Random(name.hashCode());
            for (int i = 0; i < MUTATIONS_EACH; i++) {
                byte[] bad = mutate(good, random);
                byte[] file = random.nextBoolean() ? PngBytes.repair(bad) : bad;
                long before = allocated();
                try {
                    Raster raster = Png.decode(file, "fuzz.png").raster();
                    assertThat(raster.width()).isPositive();
                    read++;
                } catch (ImageFileException e) {
                    assertThat(e).hasMessageContaining("fuzz.png");
                    assertThat(e.getMessage()).doesNotContain("\n").isNotBlank();
                    refused++;
                }
                long unpackable = 1032L * file.length * 32 + (1 << 22); // one bit can become one 32-bit pixel
                assertThat(allocated() - before).isLessThan(Math.min(unpackable, MOST_BYTES));
            }
        }
        assertThat(refused).isGreaterThan(2_000);
        assertThat(read).isGreaterThan(200);
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] bad = good.clone();
        switch (random.nextInt(5)) {
            case 0 -> bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            case 1 -> bad[8 + random.nextInt(25)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            case 3 -> {
                for (int i = 0; i < 1 + random.nextInt(20); i++) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                }
            }
            default -> {
                int from = random.nextInt(bad.length);
                int to = random.nextInt(bad.length);
                int length = Math.min(random.nextInt(40), bad.length - Math.max(from, to));
                System.arraycopy(good, from, bad, to, length);
            }
        }
        return bad;
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
