package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.cli.CliFixture;
import studio.sfumato.image.Png;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.job.RequestJson;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Two models make the reference loop's pictures together, from the command line's arguments to the PNG
/// file:
/// `tools/golden/ensembles.py`.
class EnsembleGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/ensembles");

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
        Path picture = folder.resolve("out.png");

        assertThat(run(arguments(golden, picture))).as("stderr: %s", err).isZero();

        assertThat(Difference.psnr(
                        Png.read(picture).raster(),
                        Png.read(FOLDER.resolve(golden.get("id") + ".png")).raster()))
                .as("PSNR in dB")
                .isGreaterThanOrEqualTo(Difference.SAME_PICTURE_DB);
    }

    @Test
    void thePictureSaysWhoTookPart() {
        Map<String, Object> golden = cases().findFirst().orElseThrow();
        Path picture = folder.resolve("out.png");
        assertThat(run(arguments(golden, picture))).as("stderr: %s", err).isZero();

        PictureInfo info = PictureInfo.read(picture);

        PictureParameters told = Objects.requireNonNull(info.parameters());
        assertThat(told.field("Refiner")).isEqualTo("sdxl-refiner");
        assertThat(told.field("Refiner switch at")).isEqualTo("0.6");
        assertThat(RequestJson.read(Objects.requireNonNull(info.requestJson()))
                        .ensemble()
                        .models())
                .as("by name, whatever folder it lies in")
                .containsExactly("sdxl-refiner");
    }

    @Test
    void modelsOfDifferentLatentsAreRefusedByName() {
        Map<String, Object> golden = cases().findFirst().orElseThrow();
        List<String> args = arguments(golden, folder.resolve("out.png"));
        args.set(args.indexOf("--refiner") + 1, write("sd1-fp16"));

        assertThat(run(args)).isNotZero();

        assertThat(err.toString())
                .contains("sd1-fp16 is SD 1.x and sdxl-fp16 is SDXL: they do not work on the same latents");
    }

    @ParameterizedTest
    @CsvSource({"sd1-instruct, it needs one to change", "sd2-depth, it needs a depth map"})
    void aPartnerThatNeedsAPictureSaysSoBeforeAnythingIsLoaded(String partner, String needs) {
        Path picture = folder.resolve("out.png");
        List<String> args = List.of(
                "generate",
                "a fox",
                "--model",
                write("sd1-fp16"),
                "--with",
                write(partner),
                "-o",
                picture.toString(),
                "--models-dir",
                folder.resolve("checkpoints").toString());
        assertThat(run(args)).as("stderr: %s", err).isEqualTo(2);
        assertThat(err.toString()).contains(needs).doesNotContain("Step 1");
    }

    private List<String> arguments(Map<String, Object> golden, Path picture) {
        List<String> args = new ArrayList<>();
        Collections.addAll(args, "generate", text(golden, "prompt"), "--negative", text(golden, "negative"));
        Collections.addAll(args, "--model", write(text(golden, "model")));
        Collections.addAll(args, "--models-dir", folder.resolve("checkpoints").toString());
        Collections.addAll(args, "--size", golden.get("width") + "x" + golden.get("height"));
        Collections.addAll(args, "--sampler", text(golden, "sampler"), "--schedule", text(golden, "schedule"));
        Collections.addAll(args, "--steps", "" + golden.get("steps"), "--cfg", "" + golden.get("guidance"));
        Collections.addAll(args, "--seed", "" + golden.get("seed"), "--rng", "cpu", "--provider", "cpu");
        Collections.addAll(args, "--weights", "mapped", "--out", picture.toString());
        if (golden.containsKey("refiner")) {
            Collections.addAll(args, "--refiner", write(text(golden, "refiner")));
            Collections.addAll(args, "--refiner-switch", "" + golden.get("from"));
        } else {
            Collections.addAll(args, "--with", write(text(golden, "with")) + ":" + golden.get("weight"));
        }
        return args;
    }

    private String write(String model) {
        TinyCheckpoint.of(model).write(folder.resolve("checkpoints/" + model + ".safetensors"));
        return model;
    }

    private static String text(Map<String, Object> golden, String key) {
        return (String) Objects.requireNonNull(golden.get(key));
    }

    private int run(List<String> args) {
        return CliFixture.run(AppPaths.in(folder.resolve("user")), out, err, args.toArray(String[]::new));
    }
}
