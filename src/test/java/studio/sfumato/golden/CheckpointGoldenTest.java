package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.cli.CliFixture;
import studio.sfumato.image.Png;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// Models in one file make diffusers' pictures, from the command line's arguments to the PNG file.
class CheckpointGoldenTest {
    private static final String WITHOUT_VAE = "sd1-without-vae";

    /// Which VAE those are given that have none: under its author's names and under diffusers'.
    private static final Map<String, String> VAES =
            Map.of(WITHOUT_VAE, "vae", "sdxl-without-vae", "vae-diffusers-names");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static Stream<GoldenCase> cases() {
        return GoldenCase.checkpoints();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheReferencePicture(GoldenCase golden) {
        write(golden);
        requireReferencePicture(golden, "folded");
    }

    /// One of each family, one with all weights in eight bits and one of two files.
    static Stream<GoldenCase> mapped() {
        List<String> some = List.of("sd1-fp16", "sd1-fp8-e5m2", WITHOUT_VAE, "sd2-v", "sdxl-fp16");
        return GoldenCase.checkpoints().filter(golden -> some.contains(golden.id()));
    }

    @ParameterizedTest
    @MethodSource("mapped")
    void makesTheSamePictureFromMappedWeights(GoldenCase golden) {
        write(golden);
        requireReferencePicture(golden, "mapped");
    }

    @Test
    void makesTheReferencePictureFromPyTorchsOwnFiles() {
        for (String id : List.of("sd1-fp16", "sdxl-fp16")) {
            TinyCheckpoint.of(id).writeTorch(folder.resolve("checkpoints/" + id + ".ckpt"));
            requireReferencePicture(called(id), "mapped");
        }
    }

    @Test
    void theVaeOfAnotherCheckpointDoesAsWellAsOneOfItsOwn() {
        GoldenCase golden = called(WITHOUT_VAE);
        write(golden);
        TinyCheckpoint.of("sd1-fp16")
                .without("first_stage_model.")
                .with(TinyCheckpoint.of("vae"), "first_stage_model.")
                .write(painted());
        requireReferencePicture(golden, "folded");
    }

    /// Unpruned files have the U-Net twice; A1111 and diffusers, too, take the one that is not averaged.
    @Test
    void whereAFileHasBothItsAveragesArePassedOver() {
        GoldenCase golden = called("sd1-fp16");
        TinyCheckpoint averages = TinyCheckpoint.of("sd1-averages-fp32")
                .without("cond_stage_model.")
                .without("first_stage_model.");
        TinyCheckpoint.of(golden.id()).with(averages, "").write(folder.resolve("checkpoints/sd1-fp16.safetensors"));
        requireReferencePicture(golden, "folded");
    }

    private static GoldenCase called(String id) {
        return cases().filter(golden -> golden.id().equals(id)).findFirst().orElseThrow();
    }

    private Path painted() {
        return folder.resolve("elsewhere/painted.safetensors");
    }

    private void write(GoldenCase golden) {
        String vae = VAES.get(golden.id());
        if (vae != null) {
            TinyCheckpoint.of(vae).write(painted());
        }
        TinyCheckpoint.of(golden.id()).write(folder.resolve("checkpoints/" + golden.id() + ".safetensors"));
    }

    private void requireReferencePicture(GoldenCase golden, String weights) {
        Path picture = folder.resolve("out.png");
        List<String> more =
                VAES.containsKey(golden.id()) ? List.of("--vae", painted().toString()) : List.of();
        assertThat(generate(golden, picture, weights, more))
                .as("exit code; stderr: %s", err)
                .isZero();
        assertThat(Difference.psnr(
                        Png.read(picture).raster(),
                        Png.read(TinyCheckpoint.folder().resolve(golden.id() + ".png"))
                                .raster()))
                .as("PSNR in dB")
                .isGreaterThanOrEqualTo(Difference.SAME_PICTURE_DB);
    }

    private int generate(GoldenCase golden, Path picture, String weights, List<String> more) {
        List<String> args = new ArrayList<>();
        Collections.addAll(args, "generate", golden.prompt(), "--negative", golden.negative(), "--model", golden.id());
        Collections.addAll(
                args,
                "--models-dir",
                folder.resolve("checkpoints").toString(),
                "--size",
                golden.width() + "x" + golden.height());
        Collections.addAll(args, "--sampler", golden.sampler(), "--schedule", golden.schedule());
        Collections.addAll(args, "--steps", "" + golden.steps(), "--cfg", "" + golden.guidance());
        Collections.addAll(args, "--seed", "" + golden.seed(), "--rng", "cpu", "--provider", "cpu");
        Collections.addAll(args, "--weights", weights, "--out", picture.toString());
        args.addAll(more);
        return run(args.toArray(String[]::new));
    }

    private int run(String... args) {
        return CliFixture.run(AppPaths.in(folder.resolve("user")), out, err, args);
    }
}
