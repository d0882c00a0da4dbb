package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.image.Raster;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.Versions;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// A model that is replaced while pictures are made of it, its weights mapped from the file.
class EngineReplacedTest {
    private static final Raster GROUND = Raster.filled(64, 64, 0x336699);
    private static final Path FOLDER = Path.of("src/test/resources/golden/pipelines/models/sd1");

    @TempDir
    Path folder;

    private Engine engine;
    private Runnable meanwhile = () -> {};

    @BeforeEach
    void start() {
        engine = new Engine(
                OrtRuntime.start(),
                Engine.Models.of(new ModelCatalogue(List.of(folder))),
                AddOnShelf.none(),
                () -> new EngineSettings(new ProviderChoice.Auto(), 1, Optional.of(WeightMode.BY_SIZE)),
                _ -> {
                    meanwhile.run();
                    return GROUND;
                });
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static GenerationRequest request(String model) {
        return new GenerationRequest(
                model,
                new Prompt("a red fox", "", 1),
                new ImageSize(64, 64),
                new Sampling(Samplers.parse("Euler").sampler(), ScheduleId.AUTOMATIC, 3),
                new Guidance(1),
                new NoiseSettings(new Seed(5), RandomSource.CPU),
                1,
                1,
                new Task.ImageToImage(new PictureRef("0".repeat(64)), 0.8, ResizeMode.STRETCH));
    }

    private Raster picture(String model) {
        List<GenerationEvent> events = new ArrayList<>();
        assertThat(engine.submit(request(model), events::add).end().join())
                .isInstanceOf(GenerationEvent.Finished.class);
        return events.stream()
                .filter(GenerationEvent.ImageReady.class::isInstance)
                .map(GenerationEvent.ImageReady.class::cast)
                .findFirst()
                .orElseThrow()
                .image();
    }

    private static void replace(Path file, TinyCheckpoint other) {
        try {
            Versions.replace(file, other.write(file.resolveSibling("fresh.part")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thePictureUnderWayStaysWhatItWasAndTheNextIsTheNewOnes() {
        Path dream = TinyCheckpoint.of("sd1-fp16").write(folder.resolve("dream.safetensors"));
        TinyCheckpoint.of("sd1-diffusers-names").write(folder.resolve("real.safetensors"));
        Raster before = picture("dream");
        meanwhile = () -> replace(dream, TinyCheckpoint.of("sd1-diffusers-names"));
        assertThat(picture("dream")).isEqualTo(before);
        meanwhile = () -> {};
        Raster after = picture("dream");
        assertThat(after).isNotEqualTo(before).isEqualTo(picture("real"));
    }

    @Test
    void aNetworkThatIsReplacedInsideAModelsFolderIsSeen() throws IOException {
        copy(FOLDER, folder.resolve("own"));
        Raster before = picture("own");
        assertThat(picture("own")).isEqualTo(before);
        Path unet = folder.resolve("own/unet/diffusion_pytorch_model.safetensors");
        byte[] bytes = Files.readAllBytes(unet);
        for (int i = bytes.length / 2; i < bytes.length; i += 4) {
            bytes[i] ^= 0x10;
        }
        Path fresh = Files.write(folder.resolve("fresh"), bytes);
        Files.move(fresh, unet, StandardCopyOption.ATOMIC_MOVE);
        assertThat(picture("own")).isNotEqualTo(before);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)));
            }
        }
    }
}
