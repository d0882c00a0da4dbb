package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.cli.CliFixture;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.image.Png;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.job.ForeignRequest;
import studio.sfumato.job.RequestJson;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Second, larger passes make A1111's pictures, from the command line's arguments to the PNG file:
/// `tools/golden/hires.py`.
class HiresGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/hires");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static Stream<Map<String, Object>> cases() {
        return JsonMapper.shared()
                .readValue(FOLDER.resolve("cases.json").toFile(), new TypeReference<List<Map<String, Object>>>() {})
                .stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheReferencePicture(Map<String, Object> golden) {
        Path picture = make(golden);

        assertThat(Difference.psnr(
                        Png.read(picture).raster(),
                        Png.read(FOLDER.resolve(golden.get("id") + ".png")).raster()))
                .as("PSNR in dB")
                .isGreaterThanOrEqualTo(Difference.SAME_PICTURE_DB);
    }

    @Test
    void thePictureSaysHowAndCanBeMadeAgain() {
        Map<String, Object> golden = cases().filter(each -> "other-settings".equals(each.get("id")))
                .findFirst()
                .orElseThrow();

        PictureInfo info = PictureInfo.read(make(golden));

        PictureParameters told = Objects.requireNonNull(info.parameters());
        assertThat(told.field("Hires upscale")).isEqualTo("1.5");
        assertThat(told.field("Hires upscaler")).isEqualTo("Latent (bicubic antialiased)");
        assertThat(told.field("Hires steps")).isEqualTo("4");
        assertThat(told.field("Hires sampler")).isEqualTo("DPM++ 2M");
        assertThat(told.field("Hires schedule type")).isEqualTo("Exponential");
        assertThat(told.field("Hires CFG Scale")).isEqualTo("3");
        assertThat(told.field("Hires prompt")).isEqualTo("a blue boat");
        assertThat(told.field("Hires negative prompt")).isEqualTo("a fox");
        assertThat(told.field("Denoising strength")).isEqualTo("0.8");
        assertThat(told.field("Size")).isEqualTo("64x48");
        GenerationRequest request = RequestJson.read(Objects.requireNonNull(info.requestJson()));
        HiresFix fix = request.task().second().orElseThrow();
        assertThat(fix.sampler().orElseThrow().label()).isEqualTo("DPM++ 2M");
        PictureInfo foreign = new PictureInfo(info.file(), info.header(), info.origin(), told, Map.of());
        assertThat(ForeignRequest.of(foreign, request, Optional::of)
                        .orElseThrow()
                        .request()
                        .task())
                .as("read from A1111's text alone")
                .isEqualTo(request.task());
    }

    @Test
    void anUpscalerThatIsNotThereIsNamedBeforeAnythingIsDrawn() {
        Map<String, Object> golden = cases().findFirst().orElseThrow();
        List<String> args = arguments(golden, folder.resolve("out.png"));
        args.set(args.indexOf("--hires") + 1, "2,upscaler=nothing");

        assertThat(run(args)).isNotZero();
        assertThat(err.toString()).contains("nothing").doesNotContain("step");
    }

    private Path make(Map<String, Object> golden) {
        Path picture = folder.resolve("out.png");
        assertThat(run(arguments(golden, picture))).as("stderr: %s", err).isZero();
        return picture;
    }

    private List<String> arguments(Map<String, Object> golden, Path picture) {
        List<String> args = new ArrayList<>();
        String model = text(golden, "model");
        TinyCheckpoint.of(model).write(folder.resolve("checkpoints/" + model + ".safetensors"));
        Collections.addAll(args, "generate", text(golden, "prompt"), "--negative", text(golden, "negative"));
        Collections.addAll(args, "--model", model);
        Collections.addAll(args, "--models-dir", folder.resolve("checkpoints").toString());
        Collections.addAll(args, "--size", golden.get("width") + "x" + golden.get("height"));
        Collections.addAll(args, "--sampler", text(golden, "sampler"), "--schedule", text(golden, "schedule"));
        Collections.addAll(args, "--steps", "" + golden.get("steps"), "--cfg", "" + golden.get("guidance"));
        Collections.addAll(args, "--seed", "" + golden.get("seed"), "--rng", "cpu", "--provider", "cpu");
        Collections.addAll(args, "--weights", "mapped", "--out", picture.toString());
        Collections.addAll(args, "--hires", text(golden, "hires"));
        if (golden.containsKey("hrPrompt")) {
            Collections.addAll(args, "--hires-prompt", text(golden, "hrPrompt"));
            Collections.addAll(args, "--hires-negative", text(golden, "hrNegative"));
        }
        return args;
    }

    private static String text(Map<String, Object> golden, String key) {
        return (String) Objects.requireNonNull(golden.get(key));
    }

    private int run(List<String> args) {
        return CliFixture.run(AppPaths.in(folder.resolve("user")), out, err, args.toArray(String[]::new));
    }
}
