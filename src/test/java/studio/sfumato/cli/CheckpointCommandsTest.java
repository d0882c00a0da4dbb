package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.image.Png;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// Models in one file on the command line.
class CheckpointCommandsTest {
    @TempDir
    private Path folder;

    private Path models;
    private CliFixture cli;

    @BeforeEach
    void prepare() {
        models = folder.resolve("models");
        cli = new CliFixture(folder.resolve("user"), folder.resolve("nothing here"));
    }

    @Test
    void aVaeIsRememberedForItsModelUntilTheOwnIsAskedFor() {
        TinyCheckpoint.of("sd1-without-vae").write(models.resolve("bare.safetensors"));
        Path vae = TinyCheckpoint.of("vae").write(folder.resolve("painted.safetensors"));
        Path picture = folder.resolve("one.png");

        CliFixture.Outcome missing = generate("bare", picture);
        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.err()).contains("bare has no VAE", "--vae FILE");

        assertThat(generate("bare", picture, "--vae", vae.toString()).code()).isZero();
        assertThat(cli.run("info", picture.toString()).out()).contains("VAE: painted");
        assertThat(cli.run("info", "--json", picture.toString()).out()).doesNotContain("painted.safetensors");

        CliFixture.Outcome again = generate("bare", folder.resolve("two.png"));
        assertThat(again.err()).contains("as last time").contains("--vae own");
        assertThat(again.code()).isZero();
        assertThat(folder.resolve("two.png")).hasSameBinaryContentAs(picture);

        assertThat(generate("bare", picture, "--vae", "own").code()).isEqualTo(3);
    }

    @Test
    void anotherVaeMakesAnotherPictureOfTheSameLatents() {
        TinyCheckpoint.of("sd1-fp16").write(models.resolve("dream.safetensors"));
        TinyCheckpoint.of("sd2-v").write(models.resolve("other.safetensors"));
        Path own = folder.resolve("own.png");
        Path others = folder.resolve("others.png");

        assertThat(generate("dream", own).code()).isZero();
        assertThat(generate(
                                "dream",
                                others,
                                "--vae",
                                models.resolve("other.safetensors").toString())
                        .code())
                .isZero();

        assertThat(Png.read(own).raster()).isNotEqualTo(Png.read(others).raster());
        assertThat(cli.run("info", own.toString()).out()).doesNotContain("VAE");
        assertThat(cli.run("info", others.toString()).out()).contains("VAE: other");
    }

    @Test
    void foldersOfModelsThatWereTypedAreListedAndChecked() {
        TinyCheckpoint.of("sdxl-fp16").writeHeader(models.resolve("checkpoints/big.safetensors"));

        assertThat(cli.run("models", "--models-dir", models.toString()).out())
                .contains("checkpoints/big", "SDXL", "fp16", "big.safetensors");
        assertThat(cli.run("doctor", "--models-dir", models.toString()).out())
                .contains(models.toString())
                .contains("ok   checkpoints/big");
        CliFixture.Outcome wrong =
                cli.run("models", "--models-dir", folder.resolve("no").toString());
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--models-dir", "is not a folder");
    }

    @Test
    void aLoraInAModelsPlaceIsRefusedByName() {
        new SafetensorsWriter()
                .add("lora_unet_mid_block.lora_down.weight", Tensor.of(Shape.of(1), 1))
                .write(models.resolve("style.safetensors"));

        CliFixture.Outcome refused = generate("style", folder.resolve("out.png"));

        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err())
                .contains("style.safetensors is a LoRA, not a model")
                .contains("beside");
    }

    private CliFixture.Outcome generate(String model, Path picture, String... more) {
        List<String> args = new ArrayList<>();
        Collections.addAll(args, "generate", "a fox", "--model", model, "--models-dir", models.toString());
        Collections.addAll(args, "--size", "64x64", "--steps", "2", "--seed", "1", "--out", picture.toString());
        Collections.addAll(args, more);
        return cli.run(args.toArray(String[]::new));
    }
}
