package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.cli.CliFixture;
import studio.sfumato.image.Png;
import studio.sfumato.image.PngText;
import studio.sfumato.image.Raster;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Pictures guided by ControlNets and T2I-Adapters are those of diffusers' networks in A1111's loop, from the command
/// line's arguments to the PNG file; see `tools/golden/controls.py`.
class ControlPicturesGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/controls");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    record Unit(String file, double weight, double start, double end, String mode) {}

    record Case(
            String id,
            String model,
            String prompt,
            String negative,
            int width,
            int height,
            String sampler,
            String schedule,
            int steps,
            double guidance,
            long seed,
            int clipSkip,
            List<Unit> units) {}

    static Stream<Case> cases() {
        return JsonMapper.shared()
                .readValue(GOLDEN.resolve("cases.json").toFile(), new TypeReference<List<Case>>() {})
                .stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheReferencePicture(Case golden) {
        Path picture = folder.resolve("out.png");

        assertThat(generate(golden, picture, golden.units(), List.of()))
                .as("exit code; stderr: %s", err)
                .isZero();

        assertThat(psnr(picture, golden)).as("PSNR in dB").isGreaterThanOrEqualTo(Difference.SAME_PICTURE_DB);
        for (int i = 0; i < golden.units().size(); i++) {
            String told = (golden.units().get(i).file().endsWith("union") ? "Module: tile_resample" : "Module: none")
                    + ", Model: " + golden.units().get(i).file() + ", Weight: ";
            assertThat(Png.read(picture).texts())
                    .extracting(PngText::text)
                    .anyMatch(text -> text.contains(told) && text.contains("ControlNet 0: \"Module"));
        }
    }

    @Test
    void batchesAndPartsOfThemMakeTheSamePictures() {
        Case golden = cases().filter(one -> one.id().equals("sd1-control-first"))
                .findFirst()
                .orElseThrow();
        Path picture = folder.resolve("pictures");

        assertThat(generate(golden, picture, golden.units(), List.of("--count", "2", "--batch", "2")))
                .as("exit code; stderr: %s", err)
                .isZero();

        assertThat(psnr(Path.of(out.toString().lines().findFirst().orElseThrow()), golden))
                .as("PSNR in dB")
                .isGreaterThanOrEqualTo(Difference.SAME_PICTURE_DB);
    }

    @Test
    void anIpAdapterWithoutTheModelThatLooksForItSaysWhichIsMissing() throws IOException {
        Case golden = cases().filter(one -> one.id().equals("sd1-image-prompt"))
                .findFirst()
                .orElseThrow();
        TinyCheckpoint.control("ip-sd1").write(folder.resolve("elsewhere/a/ip-sd1.safetensors"));
        Unit other = new Unit(folder.resolve("elsewhere/a/ip-sd1.safetensors").toString(), 1, 0, 1, "balanced");
        Files.createDirectories(folder.resolve("clip_vision"));

        assertThat(generate(golden, folder.resolve("out.png"), List.of(other), List.of()))
                .isNotZero();
        assertThat(err.toString())
                .contains("an IP-Adapter needs the CLIP vision model")
                .contains("of width 48");
    }

    @Test
    void aUnitThatCountsForNothingChangesNothing() {
        Case golden = cases().filter(one -> one.id().equals("sd1-control"))
                .findFirst()
                .orElseThrow();
        Path without = folder.resolve("without.png");
        Path with = folder.resolve("with.png");
        Unit unit = golden.units().getFirst();

        assertThat(generate(golden, without, List.of(), List.of())).isZero();
        assertThat(generate(golden, with, List.of(new Unit(unit.file(), 0, 0, 1, "balanced")), List.of()))
                .isZero();

        assertThat(Difference.psnr(read(with), read(without))).isGreaterThan(60);
    }

    private double psnr(Path picture, Case golden) {
        return Difference.psnr(read(picture), read(GOLDEN.resolve(golden.id() + ".png")));
    }

    private static Raster read(Path file) {
        return Png.read(file).raster();
    }

    private int generate(Case golden, Path picture, List<Unit> units, List<String> more) {
        TinyCheckpoint.control(golden.model()).write(folder.resolve("checkpoints/" + golden.model() + ".safetensors"));
        List<String> args = new ArrayList<>();
        Collections.addAll(args, "generate", golden.prompt(), "--negative", golden.negative());
        Collections.addAll(args, "--model", golden.model());
        Collections.addAll(args, "--models-dir", folder.resolve("checkpoints").toString());
        Collections.addAll(args, "--size", golden.width() + "x" + golden.height());
        Collections.addAll(args, "--sampler", golden.sampler(), "--schedule", golden.schedule());
        Collections.addAll(args, "--steps", "" + golden.steps(), "--cfg", "" + golden.guidance());
        Collections.addAll(args, "--seed", "" + golden.seed(), "--rng", "cpu", "--provider", "cpu");
        Collections.addAll(args, "--weights", "folded", "--out", picture.toString());
        for (Unit unit : units) {
            if (!unit.file().contains("elsewhere")) {
                TinyCheckpoint.control("vision").write(folder.resolve("clip_vision/vision.safetensors"));
                TinyCheckpoint.control(unit.file()).write(folder.resolve("controlnet/" + unit.file() + ".safetensors"));
            }
            Collections.addAll(
                    args,
                    "--control",
                    (unit.file().endsWith("union") ? "TYPE=tile,image=" : "TYPE=none,image=")
                            + GOLDEN.resolve("map.png") + ",model=" + unit.file() + ",weight="
                            + unit.weight() + ",start=" + unit.start() + ",end=" + unit.end() + ",mode="
                            + unit.mode());
        }
        args.addAll(more);
        return run(args.toArray(String[]::new));
    }

    private int run(String... args) {
        return CliFixture.run(AppPaths.in(folder.resolve("user")), out, err, args);
    }
}
