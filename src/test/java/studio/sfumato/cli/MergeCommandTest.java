package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.image.Png;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

class MergeCommandTest {
    private static final String LAYER = "_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k";

    @TempDir
    private Path folder;

    private Path models;

    @BeforeEach
    void putModelsInAFolder() throws IOException {
        models = Files.createDirectories(folder.resolve("models"));
        TinyCheckpoint.of("sd1-fp16").write(models.resolve("first.safetensors"));
        TinyCheckpoint.of("sd1-without-vae").write(models.resolve("second.safetensors"));
    }

    private CliFixture.Outcome run(String... args) {
        return new CliFixture(folder, models).run(args);
    }

    private String path(String file) {
        return models.resolve(file).toString();
    }

    @Test
    void namesAreEnoughAndTheNewModelIsListedAndDescribed() {
        CliFixture.Outcome done = run("merge", "first", "second", "--amount", "0.25", "-o", path("both.safetensors"));

        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).contains("both.safetensors").contains(" MB");
        assertThat(done.err()).isEqualToIgnoringNewLines("note: the VAE is that of first: not every model has one");
        assertThat(run("models").out()).contains("both ").contains("SD 1.x");
        assertThat(run("inspect", path("both.safetensors")).out())
                .contains("both", "fp16", "0.75(first) + 0.25(second), weighted-sum");
    }

    @Test
    void whatIsBakedInMakesThePictureThatItMakesFromOutside() {
        Tensor down = Tensor.wrap(Shape.of(2, 128), wave(2 * 128, 0.05f));
        Tensor up = Tensor.wrap(Shape.of(32, 2), wave(32 * 2, 0.7f));
        new SafetensorsWriter()
                .add("lora_unet_down" + LAYER + ".lora_down.weight", DType.F32, down)
                .add("lora_unet_down" + LAYER + ".lora_up.weight", DType.F32, up)
                .write(folder.resolve("style.safetensors"));
        String lora = folder.resolve("style.safetensors") + ":0.8";
        CliFixture.Outcome done =
                run("merge", "first", "--lora", lora, "--precision", "fp32", "-o", path("baked.safetensors"));

        assertThat(done.code()).as(done.err()).isZero();
        generate("first", "plain.png");
        generate("first", "outside.png", "--lora", lora);
        generate("baked", "inside.png");
        assertThat(largestDifference("inside.png", "outside.png")).isLessThanOrEqualTo(1);
        assertThat(largestDifference("plain.png", "outside.png")).isGreaterThan(8);
    }

    private static float[] wave(int count, float height) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = height * (float) Math.sin(i + 1.0);
        }
        return values;
    }

    private void generate(String model, String picture, String... more) {
        String[] args = {
            "generate",
            "a red fox",
            "--model",
            model,
            "--size",
            "64x64",
            "--steps",
            "3",
            "--seed",
            "4",
            "-o",
            folder.resolve(picture).toString()
        };
        CliFixture.Outcome done =
                run(Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray(String[]::new));
        assertThat(done.code()).as(done.err()).isZero();
    }

    private int largestDifference(String one, String other) {
        int[] a = Png.read(folder.resolve(one)).raster().toArgb();
        int[] b = Png.read(folder.resolve(other)).raster().toArgb();
        int most = 0;
        for (int i = 0; i < a.length; i++) {
            for (int shift = 0; shift < 24; shift += 8) {
                most = Math.max(most, Math.abs((a[i] >> shift & 255) - (b[i] >> shift & 255)));
            }
        }
        return most;
    }

    @Test
    void whereNoFileSaysSoTheNetworksAreAskedWhatTheyPredict() {
        TinyCheckpoint.of("sd2-eps").write(models.resolve("base.safetensors"));
        TinyCheckpoint.of("sd2-v").write(models.resolve("large.safetensors"));
        TinyCheckpoint.of("sd2-v").write(models.resolve("larger.safetensors"));
        String out = path("new.safetensors");
        CliFixture.Outcome unlike = run("merge", "base", "large", "-o", out);
        assertThat(unlike.code()).isEqualTo(3);
        assertThat(unlike.err()).contains("base and large cannot be merged: base predicts noise and large predicts v");
        assertThat(models.resolve("new.safetensors")).doesNotExist();

        assertThat(run("merge", "large", "larger", "-o", out))
                .satisfies(done -> assertThat(done.code()).as(done.err()).isZero());
        assertThat(run("models", "base", "--prediction", "v").code()).isZero();
        assertThat(run("merge", "base", "large", "--overwrite", "-o", out))
                .satisfies(done -> assertThat(done.code()).as(done.err()).isZero());
    }

    @Test
    void whatCannotBeMergedIsSaid() {
        String out = path("new.safetensors");
        assertThat(run("merge", "first", "second", "--method", "weightedsum", "-o", out))
                .satisfies(done -> assertThat(done.code()).isEqualTo(2))
                .satisfies(done -> assertThat(done.err()).contains("--method", "Did you mean weighted-sum?"));
        assertThat(run("merge", "first", "second", "--method", "add-difference", "-o", out)
                        .err())
                .contains("add-difference takes three models, not 2");
        assertThat(run("merge", "first", "--blocks", "IN04=0.2", "-o", out))
                .satisfies(done -> assertThat(done.code()).isEqualTo(2))
                .satisfies(done -> assertThat(done.err()).contains("--blocks: with one model alone"));
        assertThat(run("merge", "first", "secnod", "-o", out))
                .satisfies(done -> assertThat(done.code()).isEqualTo(3))
                .satisfies(done -> assertThat(done.err()).contains("there is no model 'secnod'", "second"));
        assertThat(run("merge", "first", "second", "--blocks", "IN04=2", "-o", out)
                        .err())
                .contains("IN04 is 2.0; weighted-sum takes 0 to 1");
        assertThat(run("merge", "first", "second", "-o", path("new.ckpt")).err())
                .contains("new.ckpt: a merged model is written as .safetensors");
        assertThat(run(
                                "merge",
                                "first",
                                "second",
                                "-o",
                                folder.resolve("none/new.safetensors").toString())
                        .err())
                .contains("none is not a folder");
        assertThat(run("merge", "first", "second", "-o", path("first.safetensors"))
                        .err())
                .contains("first.safetensors is there already");
        assertThat(models.resolve("new.safetensors")).doesNotExist();
    }
}
