package studio.sfumato.golden;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.MaskedContent;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;
import studio.sfumato.job.SourceStore;

/// Whether one sees the seam of an inpainted picture: 20 subjects of the starter model, each replaced by another under
/// a
/// round or square mask.
class SeamTest {
    private static final String[] SUBJECTS = {
        "fox", "cat", "owl", "apple", "bear", "banana", "bee", "beaver", "ant", "avocado"
    };
    private static final String[] COLOURS = {"blue", "red", "green", "yellow", "purple"};
    private static final int CASES = 20;
    private static final int SIDE = 128;
    private static final int BLUR = 4;
    private static final double SEEN = 1.2;

    @TempDir
    private Path folder;

    @Test
    void acrossTheBorderNeighboursDifferHardlyMoreThanWithinAndOutsideNothingIsTouched() {
        SourceStore store = new SourceStore(folder);
        SoftAssertions all = new SoftAssertions();
        try (Studio studio = new Studio(store)) {
            for (int i = 0; i < CASES; i++) {
                String colour = COLOURS[i % COLOURS.length];
                Raster source = made(studio, SUBJECTS[i % SUBJECTS.length], colour, 100 + i, new Task.TextToImage());
                Mask meant = mask(i);
                Inpainting options =
                        new Inpainting(BLUR, MaskedContent.FILL, InpaintArea.WHOLE, 32, false, Optional.empty(), false);
                Task task = new Task.Inpaint(
                        store.keep(source), store.keep(meant.toRaster()), 1, ResizeMode.STRETCH, options);
                Raster result = made(studio, SUBJECTS[(i + 3) % SUBJECTS.length], colour, 500 + i, task);
                Mask over = meant.feathered(BLUR).doubled();

                all.assertThat(mean(result, over, true) / mean(result, over, false))
                        .as("seam of case %d", i)
                        .isLessThanOrEqualTo(SEEN);
                all.assertThat(touched(source, result, over))
                        .as("pixels touched outside the mask of case %d", i)
                        .isZero();
                all.assertThat(Difference.psnr(source, result))
                        .as("what is within it is new, case %d", i)
                        .isLessThan(30);
            }
        }
        all.assertAll();
    }

    private static Raster made(Studio studio, String subject, String colour, long seed, Task task) {
        GenerationRequest request = new GenerationRequest(
                "models/starter",
                new Prompt("a " + subject + " on a " + colour + " background", "", 1),
                new ImageSize(SIDE, SIDE),
                new Sampling(new SamplerId("DPM++ 2M"), new ScheduleId("Uniform"), 20),
                new Guidance(4),
                new NoiseSettings(new Seed(seed), RandomSource.NV),
                1,
                1,
                task);
        return studio.make(request).pictures().getFirst();
    }

    private static Mask mask(int i) {
        Random random = new Random(i);
        int x = 58 + random.nextInt(13);
        int y = 58 + random.nextInt(13);
        int reach = 52 + random.nextInt(5);
        byte[] levels = new byte[SIDE * SIDE];
        for (int at = 0; at < levels.length; at++) {
            int dx = Math.abs(at % SIDE - x);
            int dy = Math.abs(at / SIDE - y);
            boolean in = i % 2 == 0 ? dx * dx + dy * dy < reach * reach : Math.max(dx, dy) < reach;
            levels[at] = (byte) (in ? 255 : 0);
        }
        return Mask.of(SIDE, SIDE, levels);
    }

    /// {@return how much neighbours differ on average, across the border, where the mask is half, or within it}
    private static double mean(Raster picture, Mask over, boolean border) {
        double sum = 0;
        int count = 0;
        for (int y = 0; y < SIDE - 1; y++) {
            for (int x = 0; x < SIDE - 1; x++) {
                for (int d = 0; d < 2; d++) {
                    boolean here = over.at(x, y) >= 128;
                    boolean there = over.at(x + d, y + 1 - d) >= 128;
                    if (border ? here != there : here && there) {
                        sum += difference(picture.argb(x, y), picture.argb(x + d, y + 1 - d));
                        count++;
                    }
                }
            }
        }
        return sum / count;
    }

    private static double difference(int a, int b) {
        int sum = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            sum += Math.abs(((a >> shift) & 0xFF) - ((b >> shift) & 0xFF));
        }
        return sum / 3.0;
    }

    /// {@return how many pixels outside the feathered mask are not the source's own}
    private static int touched(Raster source, Raster result, Mask over) {
        int count = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            boolean outside = over.at(i % SIDE, i / SIDE) == 0;
            if (outside && source.argb(i % SIDE, i / SIDE) != result.argb(i % SIDE, i / SIDE)) {
                count++;
            }
        }
        return count;
    }
}
