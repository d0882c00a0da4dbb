import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureRef;
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
import studio.sfumato.job.Engine;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.job.SourceStore;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.addon.AddOnShelf;

/// Whether one sees the seam of an inpainted picture: 20 subjects of the starter model, each replaced by another under a
/// round or square mask.
///
///     java -cp CLASSES:LIBRARIES tools/bench/SeamBench.java [match]
///
/// For each it prints how much neighbours differ on average across the border, where the mask is half, and within it, and
/// how many pixels outside the feathered mask are not the source's own. With `match` colours are matched at the seam.
public final class SeamBench {
    private static final String[] SUBJECTS = {"fox", "cat", "owl", "apple", "bear", "banana", "bee", "beaver", "ant", "avocado"};
    private static final String[] COLOURS = {"blue", "red", "green", "yellow", "purple"};
    private static final int SIDE = 128;
    private static final int BLUR = 4;

    public static void main(String[] args) throws Exception {
        boolean match = args.length > 0 && args[0].equals("match");
        SourceStore store = new SourceStore(Files.createTempDirectory("seams"));
        double worst = 0;
        long changed = 0;
        try (Engine engine = new Engine(
                OrtRuntime.start(),
                place -> ModelFolder.open(Path.of(place)),
                AddOnShelf.none(),
                () -> new EngineSettings(ProviderChoice.parse("cpu"), 2, Optional.empty()),
                store::open)) {
            for (int i = 0; i < 20; i++) {
                String colour = COLOURS[i % COLOURS.length];
                Raster source = made(engine, SUBJECTS[i % SUBJECTS.length], colour, 100 + i, new Task.TextToImage());
                Mask meant = mask(i);
                PictureRef mask = store.keep(meant.toRaster());
                Inpainting options = new Inpainting(
                        BLUR, MaskedContent.FILL, InpaintArea.WHOLE, 32, false, Optional.empty(), match);
                Task task = new Task.Inpaint(store.keep(source), mask, 1, ResizeMode.STRETCH, options);
                Raster result = made(engine, SUBJECTS[(i + 3) % SUBJECTS.length], colour, 500 + i, task);
                Mask over = meant.feathered(BLUR).doubled();
                double ratio = across(result, over) / within(result, over);
                int touched = touched(source, result, over);
                worst = Math.max(worst, ratio);
                changed += touched;
                System.out.printf("%-8s on %-7s border %.2f, within %.2f, ratio %.2f, touched outside %d%n",
                        SUBJECTS[(i + 3) % SUBJECTS.length], colour, across(result, over), within(result, over), ratio, touched);
            }
        }
        System.out.printf("largest ratio %.2f, pixels touched outside the feathered masks %d%n", worst, changed);
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

    private static Raster made(Engine engine, String subject, String colour, long seed, Task task) {
        List<Raster> pictures = new ArrayList<>();
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
        GenerationEvent end = engine.submit(request, event -> {
                    if (event instanceof GenerationEvent.ImageReady ready) {
                        pictures.add(ready.image());
                    }
                })
                .end()
                .join();
        if (pictures.isEmpty()) {
            throw new IllegalStateException(end.toString());
        }
        return pictures.getFirst();
    }

    private static double across(Raster picture, Mask over) {
        return mean(picture, over, true);
    }

    private static double within(Raster picture, Mask over) {
        return mean(picture, over, false);
    }

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
