package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.cli.CliFixture;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Models that are told their guidance make what diffusers' pipelines for text, pictures and ControlNets make of them,
/// from the command line's arguments to the PNG file: `tools/golden/told.py`.
class ToldGuidanceGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/told");
    private static final String SOURCE = "src/test/resources/golden/repaint/source.png";
    private static final String MAP = "src/test/resources/golden/controls/map.png";
    private static final String TOLD = "model.diffusion_model.time_embed.cond_proj.weight";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    record Case(
            String id,
            String model,
            String prompt,
            int width,
            int height,
            double guidance,
            int steps,
            long seed,
            @Nullable Double strength,
            @Nullable String control,
            @Nullable String hires) {

        Optional<String> guide() {
            return Optional.ofNullable(control);
        }

        Optional<String> second() {
            return Optional.ofNullable(hires);
        }

        @Override
        public String toString() {
            return id;
        }
    }

    static Stream<Case> cases() {
        return JsonMapper.shared()
                .readValue(FOLDER.resolve("cases.json").toFile(), new TypeReference<List<Case>>() {})
                .stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesThePictureOfDiffusers(Case golden) {
        TinyCheckpoint.told(golden.model()).write(folder.resolve("checkpoints/" + golden.model() + ".safetensors"));
        List<String> more = new ArrayList<>();
        if (golden.strength() != null) {
            Collections.addAll(more, "--init", SOURCE, "--strength", "" + golden.strength());
        }
        golden.guide().ifPresent(name -> {
            TinyCheckpoint.control(name).write(folder.resolve("controlnet/" + name + ".safetensors"));
            Collections.addAll(more, "--control", "TYPE=none,image=" + MAP + ",model=" + name);
        });
        golden.second().ifPresent(fix -> Collections.addAll(more, "--hires", fix));

        Raster picture = generate(golden, more);

        Difference.requireSamePictures(List.of(picture), List.of(expected(golden)));
    }

    @Test
    void ofTwoThatAreMergedTheTensorThatIsToldIsMergedToo() {
        Path one = TinyCheckpoint.told("sd1").write(folder.resolve("one.safetensors"));
        Path deaf = TinyCheckpoint.told("sd1").with(TOLD, 32, 256).write(folder.resolve("deaf.safetensors"));
        Path merged = merged();

        assertThat(run("merge", one.toString(), deaf.toString(), "--amount", "0.25", "-o", merged.toString()))
                .as(err.toString())
                .isZero();

        float[] before = values(one);
        float[] after = values(merged);
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i]).isEqualTo(Float.float16ToFloat(Float.floatToFloat16(0.75f * before[i])));
        }
        Case golden = cases().findFirst().orElseThrow();
        assertThat(Difference.psnr(generate(golden, List.of()), expected(golden)))
                .isLessThan(Difference.SAME_PICTURE_DB);
    }

    @Test
    void oneThatIsToldAndOneThatIsNotAreNotMerged() {
        String told = TinyCheckpoint.told("sd1")
                .write(folder.resolve("told.safetensors"))
                .toString();
        String plain = TinyCheckpoint.told("sd1")
                .without(TOLD)
                .write(folder.resolve("plain.safetensors"))
                .toString();
        Path merged = merged();

        assertThat(run("merge", told, plain, "-o", merged.toString())).isEqualTo(3);
        assertThat(run("merge", plain, told, "-o", merged.toString())).isEqualTo(3);

        assertThat(err.toString())
                .contains("told and plain cannot be merged: told is told its guidance and plain is not")
                .contains("plain and told cannot be merged: told is told its guidance and plain is not");
        assertThat(merged).doesNotExist();
    }

    private Path merged() {
        Path checkpoints = folder.resolve("checkpoints");
        assertThat(checkpoints.toFile().mkdirs()).isTrue();
        return checkpoints.resolve("sd1.safetensors");
    }

    private static float[] values(Path model) {
        return WeightReader.values(SafetensorsFile.open(model).get(TOLD));
    }

    private static Raster expected(Case golden) {
        return Png.read(FOLDER.resolve(golden.id() + ".png")).raster();
    }

    private Raster generate(Case golden, List<String> more) {
        Path picture = folder.resolve("out.png");
        List<String> args = new ArrayList<>(List.of("generate", golden.prompt(), "--model", golden.model()));
        Collections.addAll(args, "--models-dir", folder.resolve("checkpoints").toString());
        Collections.addAll(args, "--size", golden.width() + "x" + golden.height());
        Collections.addAll(args, "--sampler", "LCM", "--schedule", "Uniform", "--steps", "" + golden.steps());
        Collections.addAll(args, "--cfg", "" + golden.guidance(), "--seed", "" + golden.seed(), "--rng", "cpu");
        Collections.addAll(args, "--provider", "cpu", "--weights", "folded", "--out", picture.toString());
        args.addAll(more);
        assertThat(run(args.toArray(String[]::new))).as("stderr: %s", err).isZero();
        return Png.read(picture).raster();
    }

    private int run(String... args) {
        return CliFixture.run(AppPaths.in(folder.resolve("user")), out, err, args);
    }
}
