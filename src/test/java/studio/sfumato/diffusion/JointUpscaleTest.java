package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.hires.PictureEnlarger;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.runtime.MemoryProbe;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.addon.AddOnShelf;

/// Pictures whose tiles grow together, and that are too large to be encoded and decoded at once.
class JointUpscaleTest {
    private static final Path MODEL = Path.of("models/starter");
    private static final Raster SOURCE = Resampler.LANCZOS.resize(
            Png.read(Path.of("src/test/resources/golden/repaint/source.png")).raster(), 200, 168);
    private static final CancellationToken NONE = CancellationToken.none();

    private final List<GenerationEvent> events = new CopyOnWriteArrayList<>();
    private final ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions();
    private final Painter painter = new Painter(
            ModelFolder.open(MODEL),
            OrtRuntime.start(),
            cache,
            new SessionSettings(ProviderChoice.parse("cpu"), 1, WeightMode.FOLDED),
            new AddOnShelf(List.of()),
            _ -> SOURCE,
            () -> Long.MAX_VALUE);

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void inTilesAPictureIsNearlyWhatItIsAtOnce() {
        Raster whole = made(Long.MAX_VALUE);
        Raster tiles = made(0);

        assertThat(tiles.width()).isEqualTo(whole.width()).isEqualTo(SOURCE.width());
        assertThat(tiles.height()).isEqualTo(whole.height()).isEqualTo(SOURCE.height());
        assertThat(difference(tiles, whole)).isGreaterThan(0).isLessThan(2.5);
        assertThat(difference(whole, SOURCE)).as("it was changed").isGreaterThan(20);
    }

    /// {@return by how many levels of 255 two pictures differ in the mean}
    private static double difference(Raster one, Raster other) {
        double sum = 0;
        for (int y = 0; y < one.height(); y++) {
            for (int x = 0; x < one.width(); x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    sum += Math.abs(((one.argb(x, y) >> shift) & 0xFF) - ((other.argb(x, y) >> shift) & 0xFF));
                }
            }
        }
        return sum / (3.0 * one.width() * one.height());
    }

    /// @param atOnce how many pixels are encoded and decoded at once
    private Raster made(long atOnce) {
        events.clear();
        Task.Upscale task = new Task.Upscale(
                new PictureRef("a".repeat(64)),
                0.3,
                new SdUpscale(1, SdUpscale.NONE, 16, SdUpscale.Method.MULTIDIFFUSION));
        GenerationRequest request = new GenerationRequest(
                "sd1",
                new Prompt("a red fox", "", 1),
                new ImageSize(96, 96),
                new Sampling(new SamplerId("Euler"), ScheduleId.AUTOMATIC, 4),
                new Guidance(2),
                new NoiseSettings(new Seed(5), RandomSource.CPU),
                1,
                1,
                task);
        Passes passes = new Passes(
                painter,
                Map.of(),
                _ -> SOURCE,
                new PreviewColours(painter.model(), painter.vae()),
                Optional.empty(),
                new MemoryProbe());
        new TiledUpscale(passes, PictureEnlarger.none(), atOnce, request, task, events::add, new PictureControl(NONE))
                .generate();
        return events.stream()
                .filter(GenerationEvent.ImageReady.class::isInstance)
                .map(GenerationEvent.ImageReady.class::cast)
                .findFirst()
                .orElseThrow()
                .image();
    }
}
