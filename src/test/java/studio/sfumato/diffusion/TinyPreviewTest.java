package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.hires.PictureEnlarger;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.Raster;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.net.vae.VaeDecoder;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.Vae;

class TinyPreviewTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/networks");

    @TempDir
    private Path folder;

    private final OrtRuntime runtime = OrtRuntime.start();
    private final SessionSettings settings = new SessionSettings(ProviderChoice.parse("cpu"), 1, WeightMode.FOLDED);
    private final ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions();

    @AfterEach
    void close() {
        cache.close();
    }

    private Path taesd() throws IOException {
        Path tiny = Files.createDirectories(folder.resolve("taesd"));
        Files.copy(GOLDEN.resolve("tiny-vae.json"), tiny.resolve("config.json"));
        Files.copy(GOLDEN.resolve("tiny-vae.safetensors"), tiny.resolve("diffusion_pytorch_model.safetensors"));
        return tiny;
    }

    /// What was drawn of each step while it was new, and the steps themselves.
    private record Seen(List<Raster> pictures, List<LatentFrame> frames) {}

    private Seen make(Previews previews) {
        Pipeline pipeline = new Pipeline(
                ModelFolder.open(Path.of("src/test/resources/golden/pipelines/models/sd1")),
                runtime,
                cache,
                settings,
                AddOnShelf.none(),
                picture -> {
                    throw new AssertionError(picture);
                },
                PictureEnlarger.none(),
                previews);
        Seen seen = new Seen(
                Collections.synchronizedList(new ArrayList<>()), Collections.synchronizedList(new ArrayList<>()));
        GenerationRequest request = new GenerationRequest(
                "sd1",
                new Prompt("a red fox", "blue", 1),
                new ImageSize(64, 64),
                new Sampling(Samplers.parse("Euler").sampler(), ScheduleId.AUTOMATIC, 4),
                new Guidance(5),
                new NoiseSettings(new Seed(5), RandomSource.CPU),
                1,
                1,
                new Task.TextToImage());
        pipeline.generate(
                request,
                event -> {
                    if (event instanceof GenerationEvent.Previewed previewed
                            && previewed.frame() instanceof LatentFrame frame) {
                        seen.pictures.add(previewed.preview());
                        seen.frames.add(frame);
                    }
                },
                new PictureControl(CancellationToken.none()));
        return seen;
    }

    @Test
    void stepsAreShownAsTheTinyVaeDecodesThem() throws IOException {
        Path tiny = taesd();

        Seen seen = make(new Previews(Optional.of(tiny), true));

        LatentFrame first = seen.frames.getFirst();
        Vae vae = Vae.open(tiny, ModelFamily.SD1, 0.18215);
        try (Session decoder =
                runtime.open(Autoencoder.from(vae.config()).decoder(vae.weights(), Wrap.NONE), settings)) {
            Raster expected = Raster.fromTensor(decoder.run(
                    Map.of(VaeDecoder.LATENT, first.estimates().guided()),
                    VaeDecoder.SAMPLE,
                    CancellationToken.none()));
            assertThat(seen.pictures.getFirst()).isEqualTo(expected);
        }
        assertThat(first.draw(StepFrame.Estimate.MERGED))
                .as("later on, colours are enough")
                .contains(first.previews().render(first.estimates().guided(), 0));
    }

    @Test
    void aFileThatCannotBeUsedLeavesColours() throws IOException {
        Path broken = Files.writeString(folder.resolve("taesd.safetensors"), "no tensors");

        Seen seen = make(new Previews(Optional.of(broken), true));

        assertThat(seen.pictures).hasSize(4);
        assertThat(seen.pictures.getFirst())
                .isEqualTo(seen.frames
                        .getFirst()
                        .previews()
                        .render(seen.frames.getFirst().estimates().guided(), 0));
    }

    @Test
    void whatIsDearBesideAStepIsDrawnNoMore() throws IOException {
        Path tiny = taesd();
        Networks networks = new Networks(
                ModelFolder.open(Path.of("src/test/resources/golden/pipelines/models/sd1")), runtime, cache, settings);
        Networks.Recipe decoder = networks.previews(Vae.open(tiny, ModelFamily.SD1, 0.18215));
        Tensor latents = Tensor.zeros(Shape.of(1, 4, 8, 8));

        TinyPreview dear = new TinyPreview(networks, decoder, false);
        dear.stepTook(1e-9);
        assertThat(dear.draw(latents)).isPresent();
        assertThat(dear.draw(latents)).isEmpty();

        TinyPreview cheap = new TinyPreview(networks, decoder, false);
        cheap.stepTook(1e9);
        assertThat(cheap.draw(latents)).isPresent();
        assertThat(cheap.draw(latents)).isPresent();
        cheap.close();
        assertThat(cheap.draw(latents)).as("the walk is over").isEmpty();
    }
}
