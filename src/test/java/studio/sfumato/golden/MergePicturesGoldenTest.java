package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.cli.CliFixture;
import studio.sfumato.image.Png;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Merged models make the pictures that diffusers makes with what torch merged, from the arguments to the PNG file.
class MergePicturesGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/merges");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static Stream<Map<String, Object>> cases() {
        return JsonMapper.shared()
                .readValue(GOLDEN.resolve("cases.json").toFile(), new TypeReference<List<Map<String, Object>>>() {})
                .stream()
                .filter(golden -> golden.containsKey("prompt"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheReferencePicture(Map<String, Object> golden) {
        List<String> merge = new ArrayList<>(List.of("merge"));
        for (Object name : (List<?>) Objects.requireNonNull(golden.get("models"))) {
            merge.add(TinyCheckpoint.of((String) name)
                    .write(folder.resolve(name + ".safetensors"))
                    .toString());
        }
        merge.addAll(List.of("--method", text(golden, "method"), "--amount", text(golden, "amount")));
        if (golden.get("blocks") instanceof Map<?, ?> blocks) {
            merge.add("--blocks");
            merge.add(blocks.values().stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        Path merged = folder.resolve("merged.safetensors");
        merge.addAll(List.of("-o", merged.toString()));
        assertThat(run(merge)).as("exit code; stderr: %s", err).isZero();

        Path picture = folder.resolve("picture.png");
        List<String> generate = new ArrayList<>(List.of("generate", text(golden, "prompt"), "--negative"));
        generate.addAll(List.of(text(golden, "negative"), "--model", merged.toString()));
        generate.addAll(List.of("--size", text(golden, "width") + "x" + text(golden, "height")));
        generate.addAll(List.of("--sampler", text(golden, "sampler"), "--schedule", text(golden, "schedule")));
        generate.addAll(List.of("--steps", text(golden, "steps"), "--cfg", text(golden, "guidance")));
        generate.addAll(List.of("--seed", text(golden, "seed"), "--rng", "cpu", "--provider", "cpu"));
        generate.addAll(List.of("--weights", "folded", "--out", picture.toString()));
        assertThat(run(generate)).as("exit code; stderr: %s", err).isZero();
        assertThat(Difference.psnr(
                        Png.read(picture).raster(),
                        Png.read(GOLDEN.resolve(text(golden, "id") + ".png")).raster()))
                .as("PSNR in dB")
                .isGreaterThanOrEqualTo(Difference.SAME_PICTURE_DB);
    }

    private static String text(Map<String, Object> golden, String key) {
        return String.valueOf(golden.get(key));
    }

    private int run(List<String> args) {
        return CliFixture.run(AppPaths.in(folder.resolve("user")), out, err, args.toArray(String[]::new));
    }
}
