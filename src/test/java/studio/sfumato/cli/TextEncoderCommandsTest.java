package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.job.RequestJson;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// Models without text encoders on the command line: with those of another they make the whole model's very picture.
class TextEncoderCommandsTest {
    private static final String UNET = "model.diffusion_model.";
    private static final String FIRST = "conditioner.embedders.0.";
    private static final String SECOND = "conditioner.embedders.1.";

    @TempDir
    private Path folder;

    private Path models;
    private CliFixture cli;

    @BeforeEach
    void prepare() {
        models = folder.resolve("models");
        cli = new CliFixture(folder.resolve("user"), folder.resolve("nothing here"));
    }

    private static TinyCheckpoint bare(String name) {
        return TinyCheckpoint.of(name).without("cond_stage_model.").without("conditioner.");
    }

    /// One of SDXL's text encoders alone, as ComfyUI has them.
    private static TinyCheckpoint encoder(String prefix, String name) {
        TinyCheckpoint file = TinyCheckpoint.of("sdxl-fp16");
        file.names().stream().filter(key -> !key.startsWith(prefix)).toList().forEach(file::without);
        return file.called(prefix, name);
    }

    private Raster made(String model, String... more) {
        Path picture = folder.resolve("made.png");
        CliFixture.Outcome outcome = generate(model, picture, more);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return Png.read(picture).raster();
    }

    private CliFixture.Outcome generate(String model, Path picture, String... more) {
        List<String> args = new ArrayList<>();
        Collections.addAll(args, "generate", "a fox", "--model", model, "--models-dir", models.toString());
        Collections.addAll(args, "--size", "64x64", "--steps", "2", "--seed", "1", "--out", picture.toString());
        Collections.addAll(args, more);
        return cli.run(args.toArray(String[]::new));
    }

    @Test
    void withAnothersTextEncoderItMakesTheWholeModelsPictureAndRemembersWhose() {
        TinyCheckpoint.of("sd1-fp16").write(models.resolve("whole.safetensors"));
        bare("sd1-fp16").write(models.resolve("in/bare.safetensors"));
        Raster whole = made("whole");

        CliFixture.Outcome missing = generate("bare", folder.resolve("none.png"));
        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.err())
                .contains("bare.safetensors has no text encoder: it is no complete model")
                .contains("--text-encoder \"whole\"", "Models");

        assertThat(made("bare", "--text-encoder", "whole")).isEqualTo(whole);
        PictureInfo info = PictureInfo.read(folder.resolve("made.png"));
        assertThat(Objects.requireNonNull(info.parameters()).field("Text encoder"))
                .isEqualTo("whole");
        assertThat(RequestJson.read(Objects.requireNonNull(info.requestJson())).textEncoder())
                .as("what makes it again")
                .isEqualTo("whole");

        CliFixture.Outcome again = generate("bare", folder.resolve("again.png"));
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err()).contains("with the text encoder of whole, as last time");
        assertThat(Png.read(folder.resolve("again.png")).raster()).isEqualTo(whole);
        assertThat(cli.run("models", "--models-dir", models.toString(), "--hashes")
                        .out())
                .as("it can be used now")
                .contains("in/bare")
                .doesNotContain("cannot be used");

        made("whole");
        assertThat(Objects.requireNonNull(
                                PictureInfo.read(folder.resolve("made.png")).parameters())
                        .field("Text encoder"))
                .isNull();
    }

    @Test
    void aUNetAloneIsGivenBothFromWholeModels() {
        TinyCheckpoint.of("sd1-fp16").write(models.resolve("whole.safetensors"));
        bare("sd1-fp16").without("first_stage_model.").called(UNET, "").write(models.resolve("alone.safetensors"));
        Path whole = models.resolve("whole.safetensors");

        CliFixture.Outcome missing = generate("alone", folder.resolve("no.png"), "--text-encoder", "whole");
        assertThat(missing.err()).contains("alone has no VAE", "--vae FILE");
        Raster picture = made("whole");
        assertThat(made("alone", "--text-encoder", "whole", "--vae", whole.toString()))
                .isEqualTo(picture);
        assertThat(made("alone", "--text-encoder", "whole", "--vae", "whole")).isEqualTo(picture);
    }

    @Test
    void theDoctorSaysHowSuchAModelCanBeUsed() {
        bare("sd1-fp16").write(models.resolve("bare.safetensors"));
        String said = cli.run("doctor", "--models-dir", models.toString()).out();
        assertThat(said)
                .contains("→ Give it that of another model: --text-encoder")
                .doesNotContain("replace or remove");
    }

    @Test
    void sdxlWithoutItsSecondEncoderTakesNothingButThat() {
        TinyCheckpoint.of("sdxl-fp16").write(models.resolve("whole.safetensors"));
        TinyCheckpoint.of("sdxl-fp16").without(SECOND).write(models.resolve("pruned.safetensors"));
        TinyCheckpoint.of("sdxl-fp16")
                .infinite(FIRST + "transformer.text_model.final_layer_norm.weight")
                .write(models.resolve("torn.safetensors"));
        Raster whole = made("whole");

        assertThat(made("pruned", "--text-encoder", "torn"))
                .as("the lender's first encoder gives no numbers, and is not asked")
                .isEqualTo(whole);
    }

    @Test
    void filesWithOneEncoderEachWillDoInWhateverOrder() {
        TinyCheckpoint.of("sdxl-fp16").write(models.resolve("whole.safetensors"));
        bare("sdxl-fp16").write(models.resolve("bare.safetensors"));
        TinyCheckpoint.of("sdxl-fp16").without(FIRST).write(models.resolve("first.safetensors"));
        Path l = encoder(FIRST + "transformer.", "").write(folder.resolve("clip_l.safetensors"));
        Path wrapped = encoder(FIRST, "").write(folder.resolve("wrapped.safetensors"));
        Path g = encoder(SECOND + "model.", "").write(folder.resolve("clip_g.safetensors"));
        Raster whole = made("whole");

        assertThat(made("bare", "--text-encoder", g + "," + l)).isEqualTo(whole);
        assertThat(made("bare")).as("both, as last time").isEqualTo(whole);
        assertThat(made("bare", "--text-encoder", wrapped + ", " + g)).isEqualTo(whole);
        assertThat(made("first", "--text-encoder", l.toString())).isEqualTo(whole);

        CliFixture.Outcome one = generate("bare", folder.resolve("no.png"), "--text-encoder", l.toString());
        assertThat(one.code()).isEqualTo(3);
        assertThat(one.err()).contains("has no second text encoder");
        CliFixture.Outcome narrow = generate("first", folder.resolve("no.png"), "--text-encoder", g.toString());
        assertThat(narrow.err()).contains("takes text states of", "the text encoders of clip_g.safetensors give");
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
        TinyCheckpoint.of("sd1-fp16").write(models.resolve("whole.safetensors"));
        TinyCheckpoint.of("sd2-v").write(models.resolve("second.safetensors"));
        TinyCheckpoint.of("vae").write(folder.resolve("painted.safetensors"));
        bare("sd1-fp16").write(models.resolve("bare.safetensors"));
        bare("sdxl-fp16").write(models.resolve("large.safetensors"));

        assertThat(refusal("bare", "second"))
                .contains("second is a model of SD 2.x, and bare.safetensors one of SD 1.x")
                .contains("Give a model of SD 1.x.");
        assertThat(refusal("bare", "bare")).contains("bare.safetensors has no text encoder");
        assertThat(refusal("bare", "whol")).contains("there is no text encoder 'whol'", "Did you mean whole?");
        assertThat(refusal("bare", folder.resolve("painted.safetensors").toString()))
                .contains("painted.safetensors is a VAE, no text encoder");
        assertThat(refusal("whole", "second")).contains("--text-encoder: whole has its own");
        assertThat(generate("large", folder.resolve("no.png")).err())
                .as("no model here fits")
                .contains("has no text encoder and no second text encoder", "--text-encoder MODEL");
    }

    private String refusal(String model, String lender) {
        CliFixture.Outcome outcome = generate(model, folder.resolve("no.png"), "--text-encoder", lender);
        assertThat(outcome.code()).isNotZero();
        return outcome.err();
    }
}
