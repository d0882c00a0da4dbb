package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.image.Png;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// What the user says of a model's noise on the command line.
class PredictionCommandTest {
    @TempDir
    Path folder;

    private Path models;
    private CliFixture cli;

    @BeforeEach
    void prepare() {
        models = folder.resolve("models");
        cli = new CliFixture(folder.resolve("user"), folder.resolve("nothing here"));
    }

    private CliFixture.Outcome models(String... more) {
        List<String> args = new ArrayList<>(List.of("models", "--models-dir", models.toString()));
        args.addAll(List.of(more));
        return cli.run(args.toArray(String[]::new));
    }

    private int[] picture(String model, String out) {
        Path picture = folder.resolve(out);
        assertThat(cli.run(
                                "generate",
                                "a fox",
                                "--model",
                                model,
                                "--models-dir",
                                models.toString(),
                                "--size",
                                "64x64",
                                "--steps",
                                "2",
                                "--seed",
                                "1",
                                "--out",
                                picture.toString())
                        .code())
                .isZero();
        return Png.read(picture).raster().toArgb();
    }

    @Test
    void itIsKeptForTheModelAndTheNextPictureIsMadeSo() {
        TinyCheckpoint.of("sd1-fp16").write(models.resolve("dream.safetensors"));
        TinyCheckpoint.of("sd1-fp16").with("v_pred", 0).write(models.resolve("marked.safetensors"));
        int[] noise = picture("dream", "one.png");

        CliFixture.Outcome said = models("dream", "--prediction", "v");
        assertThat(said.code()).isZero();
        assertThat(said.out())
                .contains("dream", "predicts v: by you, in dream.sfumato.json (else noise (epsilon))")
                .doesNotContain("marked");
        assertThat(picture("dream", "two.png"))
                .isEqualTo(picture("marked", "three.png"))
                .isNotEqualTo(noise);
        assertThat(cli.run("inspect", models.resolve("dream.safetensors").toString())
                        .out())
                .containsPattern("Predicts +v: by you, in dream.sfumato.json");
        assertThat(cli.run(
                                "inspect",
                                "--json",
                                models.resolve("dream.safetensors").toString())
                        .out())
                .contains("\"predicts\" : \"velocity\"", "\"predictsFrom\" : \"user\"");

        assertThat(models("dream", "--prediction", "told").out()).contains("predicts noise (epsilon): usual");
        assertThat(picture("dream", "four.png")).isEqualTo(noise);
        assertThat(models.resolve("dream.sfumato.json")).doesNotExist();
    }

    @Test
    void aFolderKeepsItToo() throws IOException {
        CliFixture.copyModel("sd2", Files.createDirectories(models));
        assertThat(models("sd2").out()).contains("predicts v: by scheduler_config.json");
        assertThat(models("sd2", "--prediction", "epsilon", "--zero-snr", "on").out())
                .contains("predicts noise (epsilon): by you, in sfumato.json (else v)")
                .contains("zero terminal SNR on: by you, in sfumato.json (else off)");
        assertThat(models("sd2", "--prediction", "told").out())
                .contains("predicts v: by scheduler_config.json")
                .contains("zero terminal SNR on: by you");
    }

    @Test
    void whatCannotBeSaidIsRefusedAndNothingIsKept() {
        TinyCheckpoint.of("sd1-fp16").writeHeader(models.resolve("dream.safetensors"));
        refused(2, models("dream", "--prediction", "dreams"), "--prediction: 'dreams' is not known", "told");
        refused(
                2,
                models("dream", "--prediction", "v", "--zero-snr", "yes"),
                "--zero-snr: 'yes' is not known",
                "on, off, told");
        refused(2, models("--prediction", "v"), "--prediction needs the name of a model");
        refused(3, models("dram", "--prediction", "v"), "there is no model 'dram'", "Did you mean dream?");
        assertThat(models.toFile().list()).containsOnly("dream.safetensors");
    }

    @Test
    void aWrongWordInTheFileIsNamedAndMended() throws IOException {
        TinyCheckpoint.of("sd1-fp16").writeHeader(models.resolve("dream.safetensors"));
        Files.writeString(models.resolve("dream.sfumato.json"), "{\"steps\": 8, \"prediction\": \"dreams\"}");
        assertThat(models().out())
                .contains("dream", "cannot be used: dream.sfumato.json: prediction must be \"v\" or \"epsilon\"");
        CliFixture.Outcome mended = models("dream", "--prediction", "v");
        assertThat(mended.code()).isZero();
        assertThat(mended.out()).contains("predicts v: by you").doesNotContain("cannot be used");
        assertThat(models.resolve("dream.sfumato.json")).content().contains("\"steps\" : 8");
    }

    private static void refused(int code, CliFixture.Outcome done, String... words) {
        assertThat(done.code()).isEqualTo(code);
        assertThat(done.err()).contains(words);
    }
}
