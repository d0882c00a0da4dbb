package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Stage;
import studio.sfumato.diffusion.StepFrame;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.tile.TileGrid;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.job.RequestJson;
import studio.sfumato.job.SourceStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Pictures made larger tile by tile equal A1111's script over diffusers' networks; made by
/// `tools/golden/sd_upscale.py`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdUpscaleGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/sd-upscale");
    private static final Path SOURCE = Path.of("src/test/resources/golden/repaint/source.png");

    private final SourceStore store;
    private final Studio studio;

    SdUpscaleGoldenTest(@TempDir Path folder) {
        store = new SourceStore(folder);
        studio = new Studio(store);
    }

    @AfterAll
    void stop() {
        studio.close();
    }

    record Case(JsonNode node) {
        String id() {
            return node.get("id").asString();
        }

        @Override
        public String toString() {
            return id();
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        JsonMapper.shared().readTree(FOLDER.resolve("cases.json").toFile()).forEach(node -> cases.add(new Case(node)));
        return cases.stream();
    }

    private static Case named(String id) {
        return cases().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    }

    private GenerationRequest request(Case golden) {
        ObjectNode node = (ObjectNode) golden.node().deepCopy();
        node.put("source", store.keep(SOURCE).sha256());
        GenerationRequest request = RequestJson.read(node.toString());
        return request.withModel(GoldenCase.models().resolve(request.model()).toString());
    }

    private static <T> List<T> told(Studio.Made made, Class<T> kind) {
        return made.events().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheReferencePicture(Case golden) {
        Studio.Made made = studio.make(request(golden));
        Raster expected = Png.read(FOLDER.resolve(golden.id() + ".png")).raster();
        assertThat(Difference.psnr(made.pictures().getFirst(), expected))
                .as("PSNR in dB")
                .isGreaterThanOrEqualTo(Difference.SAME_PICTURE_DB);
    }

    @Test
    void stepsAreCountedOverAllTilesAndEachStageIsToldOnce() {
        Case golden = named("lanczos");
        int tiles = golden.node().get("tiles").asInt();

        Studio.Made made = studio.make(request(golden));

        List<GenerationEvent.Stepped> steps = told(made, GenerationEvent.Stepped.class);
        int each = (int) (0.5 * 8) + 1;
        assertThat(steps.stream().map(GenerationEvent.Stepped::step))
                .isEqualTo(IntStream.rangeClosed(1, tiles * each).boxed().toList());
        assertThat(steps).allSatisfy(step -> assertThat(step.steps()).isEqualTo(tiles * each));
        assertThat(told(made, GenerationEvent.StageDone.class).stream().filter(done -> done.stage() == Stage.DECODE))
                .hasSize(1);
    }

    @Test
    void previewsShowTheWholeWithTheTileInItsPlace() {
        Studio.Made made = studio.make(request(named("lanczos")));

        StepFrame last = told(made, GenerationEvent.Previewed.class).getLast().frame();
        Raster seen = last.draw(StepFrame.Estimate.MERGED).orElseThrow();
        Raster picture = made.pictures().getFirst();
        assertThat(seen.width()).isEqualTo(picture.width());
        assertThat(seen.height()).isEqualTo(picture.height());
        assertThat(seen.argb(5, 5)).as("a tile that was done").isEqualTo(picture.argb(5, 5));
        assertThat(last.small().width()).isEqualTo(picture.width());
    }

    @Test
    void tilesThatGrowTogetherTakeTheStepsOfOnePictureAndAreSeenWhole() {
        GenerationRequest request = request(named("joint"));
        Studio.Made made = studio.make(request);
        assertThat(told(made, GenerationEvent.Stepped.class))
                .hasSize((int) (0.6 * 8) + 1)
                .allSatisfy(step -> assertThat(step.steps()).isEqualTo(5));
        Raster seen =
                told(made, GenerationEvent.Previewed.class).getLast().frame().small();
        assertThat(seen.width()).isEqualTo(160 / 8);
        assertThat(seen.height()).isEqualTo(112 / 8);
    }

    @Test
    void aPictureThatIsNoMultipleOfLatentsGrowsTogetherInItsOwnSize() {
        PictureRef odd = store.keep(Framing.part(Png.read(SOURCE).raster(), 0, 0, 77, 51));
        GenerationRequest request = request(named("joint"))
                .withTask(new Task.Upscale(
                        odd, 0.5, new SdUpscale(1, SdUpscale.NONE, 8, SdUpscale.Method.MULTIDIFFUSION)))
                .withSize(new ImageSize(48, 48));
        assertThat(studio.make(request).pictures().getFirst()).hasToString("Raster[77×51 RGB]");
    }

    @ParameterizedTest
    @EnumSource(SdUpscale.Method.class)
    void aPictureMayBeNarrowerThanWhatTilesShare(SdUpscale.Method method) {
        PictureRef narrow = store.keep(Framing.part(Png.read(SOURCE).raster(), 0, 0, 80, 24));
        GenerationRequest request = request(named("same-size"))
                .withSize(new ImageSize(48, 48))
                .withTask(new Task.Upscale(narrow, 0.5, new SdUpscale(1, SdUpscale.NONE, 32, method)));
        assertThat(studio.make(request).pictures().getFirst()).hasToString("Raster[80×24 RGB]");
    }

    @Test
    void aPictureOfOneTileIsAnImageToImage() {
        PictureRef source = store.keep(SOURCE);
        GenerationRequest golden = request(named("same-size")).withSize(new ImageSize(128, 96));
        GenerationRequest tiled = golden.withTask(new Task.Upscale(source, 0.5, new SdUpscale(1, SdUpscale.NONE, 8)));
        GenerationRequest plain =
                golden.withSize(new ImageSize(80, 56)).withTask(new Task.ImageToImage(source, 0.5, ResizeMode.STRETCH));

        assertThat(studio.make(tiled).pictures()).isEqualTo(studio.make(plain).pictures());
    }

    @Test
    void everyPictureHasSeedsOfItsOwnAndEqualRequestsGiveEqualPixels() {
        GenerationRequest one = request(named("same-size"));
        GenerationRequest two = one.withNoise(one.noise(), 2, 2);

        List<Raster> both = studio.make(two).pictures();

        assertThat(both).hasSize(2);
        assertThat(both.getFirst()).isNotEqualTo(both.getLast());
        assertThat(studio.make(two.single(1)).pictures().getFirst()).isEqualTo(both.getLast());
        assertThat(studio.make(two.single(0)).pictures().getFirst()).isEqualTo(both.getFirst());
    }

    @Test
    void neighboursDifferAcrossTheBordersOfTilesAsElsewhere() {
        GenerationRequest request = request(named("lanczos"));
        Raster picture = studio.make(request).pictures().getFirst();
        TileGrid grid = TileGrid.of(picture.width(), picture.height(), request.size(), 16);
        List<Integer> borders = grid.columns().stream()
                .skip(1)
                .flatMap(start -> Stream.of(start, start + 16))
                .distinct()
                .toList();

        double across =
                borders.stream().mapToDouble(x -> step(picture, x)).average().orElseThrow();
        double inside = IntStream.range(1, picture.width())
                .filter(x -> !borders.contains(x))
                .mapToDouble(x -> step(picture, x))
                .average()
                .orElseThrow();

        assertThat(across / inside).isLessThanOrEqualTo(1.2);
    }

    private static double step(Raster picture, int x) {
        double sum = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int shift = 0; shift <= 16; shift += 8) {
                sum += Math.abs(((picture.argb(x, y) >> shift) & 0xFF) - ((picture.argb(x - 1, y) >> shift) & 0xFF));
            }
        }
        return sum / picture.height();
    }
}
