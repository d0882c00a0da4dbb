package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.PictureWalk;
import studio.sfumato.diffusion.tile.TiledVae;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.Box;
import studio.sfumato.image.Raster;
import studio.sfumato.runtime.MemoryProbe;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// Which U-Nets stay in memory where the second pass of a hires fix has a model of its own.
class PassesTest {
    private static final CancellationToken NONE = CancellationToken.none();
    private static final int SIDE = 64;

    @TempDir
    private Path folder;

    private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);
    private final ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions();
    private final List<String> loading = new ArrayList<>();
    private Passes passes;

    @BeforeEach
    void open() {
        Painter first = painter("first");
        passes = new Passes(
                first,
                Map.of("second", painter("second"), "refiner", painter("refiner", "sdxl-refiner")),
                PassesTest::picture,
                new PreviewColours(first.model(), first.vae()),
                Optional.empty(),
                new MemoryProbe());
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void withRoomForBothEachIsLoadedOnce() {
        twice();

        assertThat(unets()).containsExactlyInAnyOrder("first", "second");
        assertThat(loading).hasSize(2);
    }

    @Test
    void withRoomForOneTheFirstIsLetGoForTheSecondAndComesBackForTheNextPicture() {
        free.set(0);

        twice();

        assertThat(unets()).containsExactly("second");
        assertThat(loading).hasSize(4);
    }

    @Test
    void theTextEncodersOfOneWhoTakesOverMakeRoomForItsUNet() {
        GenerationRequest request = request()
                .withEnsemble(new Ensemble(Optional.of(new Ensemble.Refiner("second", 0.5)), Optional.empty()));
        Passes.Walk walk = passes.walk(request, this::heard, NONE);

        passes.ready(walk, Optional.empty(), this::heard, NONE);
        assertThat(encoders()).containsOnly("first", "second");
        free.set(0);
        passes.ready(walk, Optional.empty(), this::heard, NONE);

        assertThat(encoders()).containsOnly("first");
    }

    @Test
    void aSecondPassAndItsRefinerMakeRoomForTheFirstToComeBack() {
        GenerationRequest request = request();
        GenerationRequest refined =
                request.withEnsemble(new Ensemble(Optional.of(new Ensemble.Refiner("refiner", 0.5)), Optional.empty()));
        HiresFix fix = request.task().second().orElseThrow();
        Passes.Walk walk = passes.walk(request, this::heard, NONE);
        Passes.Walk larger = passes.second(refined, fix, walk, this::heard, NONE);
        Passes.Pass first = passes.ready(walk, Optional.empty(), this::heard, NONE);
        begin(first);
        free.set(0);
        Passes.Pass second = passes.ready(larger, Optional.of(first), this::heard, NONE);
        free.set(Long.MAX_VALUE);
        try (Troupe.Stage stage = second.troupe().begin(refined, Optional.empty(), this::heard, NONE)) {
            Denoiser denoiser = stage.denoiser(new CallCounter(), 1, NONE);
            denoiser.denoise(Tensor.zeros(larger.latent()), 10);
            denoiser.denoise(Tensor.zeros(larger.latent()), 0.05);
        }
        assertThat(unets()).containsExactlyInAnyOrder("second", "refiner");

        free.set(0);
        passes.again(first, second, NONE);
        assertThat(unets()).isEmpty();
        begin(first);

        assertThat(unets()).containsExactly("first");
    }

    @Test
    void theDecoderIsFetchedForThePictureNotForOneOfItsTiles() {
        Task task = new Task.ImageToImage(new PictureRef("a".repeat(64)), 0.5, ResizeMode.STRETCH);
        GenerationRequest request = request().withTask(task);
        Passes.Walk walk = passes.walk(request, this::heard, NONE);
        Passes.Pass tile = passes.ready(walk, Optional.empty(), this::heard, NONE);
        Painter painter = passes.painter();
        Ground whole = new Ground.Maker(passes.sources(), painter.encoder(), painter.model(), this::heard, NONE)
                .over(Tensor.zeros(Shape.of(1, 4, 16, 16)));
        List<Passes.Part> parts = Stream.of(new Box(0, 0, 8, 8), new Box(8, 0, 8, 8), new Box(0, 8, 16, 8))
                .map(place -> new Passes.Part(place, tile.troupe(), Optional.empty()))
                .toList();
        TiledVae tiles = painter.networks().tiles(painter.vae(), Wrap.NONE).orElseThrow();
        free.set(tiles.decodingBytes(SIDE, SIDE));

        run(tile.over(whole, parts));
        assertThat(names("vae/decoder")).as("too large").isEmpty();
        run(tile);
        assertThat(names("vae/decoder")).containsExactly("first");
    }

    private void run(Passes.Pass pass) {
        PictureWalk walk = pass.walk().change().orElseThrow();
        Passes.Call call = Passes.Call.of(
                pass.walk().request(), List.of(0), Optional.empty(), walk.plan().steps());
        PictureControl control = new PictureControl(new CancellationToken());
        Beginning beginning = pass.ground().orElseThrow().beginning(walk, 1);
        assertThat(passes.run(pass, beginning, call, new ArrayList<>(), this::heard, control))
                .isPresent();
    }

    private List<String> encoders() {
        return names("text_encoder");
    }

    /// Two pictures, one after the other, each walked to twice.
    private void twice() {
        GenerationRequest request = request();
        HiresFix fix = request.task().second().orElseThrow();
        Passes.Walk walk = passes.walk(request, this::heard, NONE);
        Passes.Walk larger = passes.second(request, fix, walk, this::heard, NONE);
        Passes.Pass first = passes.ready(walk, Optional.empty(), this::heard, NONE);
        begin(first);
        Passes.Pass second = passes.ready(larger, Optional.of(first), this::heard, NONE);
        begin(second);
        assertThat(unets()).contains("second");

        passes.again(first, second, NONE);
        begin(first);
        assertThat(unets()).contains("first");
        passes.again(second, first, NONE);
        begin(second);
    }

    private void begin(Passes.Pass pass) {
        pass.troupe()
                .begin(pass.walk().request(), pass.beside(), this::heard, NONE)
                .close();
    }

    private synchronized void heard(GenerationEvent event) {
        if (event instanceof GenerationEvent.LoadingModel load && load.network().equals("U-Net")) {
            loading.add(load.network());
        }
    }

    private List<String> unets() {
        return names("unet");
    }

    private List<String> names(String network) {
        return cache.keys().stream()
                .filter(key -> key.network().startsWith(network))
                .map(key -> Objects.requireNonNull(key.model().getFileName()).toString())
                .map(name -> name.replace(".safetensors", ""))
                .toList();
    }

    private static GenerationRequest request() {
        HiresFix fix = new HiresFix(
                2,
                Optional.empty(),
                "Latent",
                1,
                0.5,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("second"),
                Optional.empty(),
                Optional.empty());
        return new GenerationRequest(
                "first",
                new Prompt("a fox", "", 1),
                new ImageSize(SIDE, SIDE),
                new Sampling(new SamplerId("Euler"), ScheduleId.AUTOMATIC, 2),
                new Guidance(1),
                new NoiseSettings(new Seed(3), RandomSource.CPU),
                1,
                1,
                new Task.TextToImage(Optional.of(fix)));
    }

    private static Raster picture(PictureRef picture) {
        return Raster.filled(SIDE, SIDE, 0);
    }

    private Painter painter(String name) {
        return painter(name, "sdxl-fp16");
    }

    private Painter painter(String name, String kind) {
        Path file = folder.resolve(name + ".safetensors");
        TinyCheckpoint.of(kind).write(file);
        return new Painter(
                SingleFile.open(file),
                OrtRuntime.start(),
                cache,
                new SessionSettings(ProviderChoice.parse("cpu"), 1, WeightMode.MAPPED),
                new AddOnShelf(List.of()),
                PassesTest::picture,
                free::get);
    }
}
