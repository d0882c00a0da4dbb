package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.image.Png;
import studio.sfumato.image.metadata.PictureInfo;
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
        assertThat(Png.read(folder.resolve("two.png")).raster().toArgb())
                .as("the pixels: the file has its own times in it")
                .isEqualTo(Png.read(picture).raster().toArgb());

        assertThat(generate("bare", picture, "--vae", "own").code()).isEqualTo(3);
    }

    @Test
    void aModelsOwnVaeIsRememberedAndModelsOfOneNameHaveEachTheirOwn() {
        TinyCheckpoint.of("sd1-fp16").write(models.resolve("one/dream.safetensors"));
        TinyCheckpoint.of("vae").write(models.resolve("one/dream.vae.safetensors"));
        TinyCheckpoint.of("sd1-fp16").write(models.resolve("other/dream.safetensors"));
        Path vae = TinyCheckpoint.of("vae").write(folder.resolve("painted.safetensors"));

        assertThat(vaeOf("one/dream")).as("the one beside it").isEqualTo("dream.vae");
        assertThat(vaeOf("one/dream", "--vae", "own")).isEmpty();
        assertThat(vaeOf("other/dream", "--vae", vae.toString())).isEqualTo("painted");
        assertThat(vaeOf("one/dream")).as("its own, as last time").isEmpty();
        assertThat(vaeOf("other/dream")).isEqualTo("painted");
    }

    private String vaeOf(String model, String... more) {
        Path picture = folder.resolve("vae-of.png");
        assertThat(generate(model, picture, more).code()).isZero();
        return Objects.requireNonNullElse(
                Objects.requireNonNull(PictureInfo.read(picture).parameters()).field("VAE"), "");
    }

    @Test
    void theListSaysWhatLiesBesideAModel() throws IOException {
        TinyCheckpoint.of("sd1-fp16").write(models.resolve("dream.safetensors"));
        Files.writeString(
                models.resolve("dream.civitai.info"),
                "{\"model\": {\"name\": \"Dream\\u001b[2J\"}, \"trainedWords\": [\"oil\", \"soft light\"]}");
        assertThat(cli.run("models", "--models-dir", models.toString()).out())
                .contains("title: Dream", "wakes on: oil, soft light")
                .doesNotContain("\u001b");
    }

    @Test
    void hashesAreThoseThatOthersWorkOut() throws IOException, NoSuchAlgorithmException {
        Path file = TinyCheckpoint.of("sd1-fp16").write(models.resolve("dream.safetensors"));
        byte[] bytes = Files.readAllBytes(file);
        String sha256 = sha256(bytes);
        String legacy =
                sha256(Arrays.copyOfRange(bytes, Math.min(bytes.length, 0x100000), Math.min(bytes.length, 0x110000)));
        String expected = "hash " + sha256.substring(0, 10) + " (AutoV2, too), before A1111 1.0 "
                + legacy.substring(0, 8) + ", SHA-256 " + sha256;
        for (int time = 0; time < 2; time++) {
            assertThat(cli.run("models", "--models-dir", models.toString(), "--hashes")
                            .out())
                    .contains(expected);
        }
        assertThat(cli.run("models", "--models-dir", models.toString()).out()).doesNotContain("SHA-256");
    }

    private static String sha256(byte... bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
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
    void aTinyVaeStandsInForAModelsOwn() throws IOException {
        TinyCheckpoint.of("sd1-fp16").write(models.resolve("dream.safetensors"));
        TinyCheckpoint.of("sd1-inpainting").write(models.resolve("painter.safetensors"));
        Path golden = Path.of("src/test/resources/golden/networks");
        Path file = Files.createDirectories(models.resolve("vae_approx")).resolve("taesd.safetensors");
        Files.copy(golden.resolve("tiny-vae.safetensors"), file);
        Path diffusers = Files.createDirectory(folder.resolve("taesd"));
        Files.copy(golden.resolve("tiny-vae.json"), diffusers.resolve("config.json"));
        Files.copy(file, diffusers.resolve("diffusion_pytorch_model.safetensors"));
        Path byName = folder.resolve("name.png");
        Path byFolder = folder.resolve("folder.png");

        assertThat(generate("dream", byName, "--vae", "taesd").err()).isEmpty();
        assertThat(generate("dream", byFolder, "--vae", diffusers.toString()).err())
                .isEmpty();

        assertThat(cli.run("info", byName.toString()).out()).contains("VAE: taesd");
        assertThat(Png.read(byName).raster()).isEqualTo(Png.read(byFolder).raster());
        assertThat(generate("painter", folder.resolve("painted.png"), "--vae", "taesd")
                        .code())
                .isZero();
    }

    @Test
    void anInpaintingModelMakesPicturesFromNothingSeveralAtOnce() throws IOException {
        TinyCheckpoint.of("sd1-inpainting").write(models.resolve("painter.safetensors"));
        Path both = Files.createDirectory(folder.resolve("both"));
        Path second = folder.resolve("second.png");

        assertThat(generate("painter", both, "--count", "2", "--batch", "2").code())
                .isZero();
        assertThat(generate("painter", second, "--seed", "2").code()).isZero();

        try (Stream<Path> files = Files.list(both)) {
            List<Path> made = files.sorted().toList();
            assertThat(made).hasSize(2);
            assertThat(difference(made.getLast(), second)).isLessThan(1);
            assertThat(difference(made.getFirst(), second)).isGreaterThan(10);
        }
    }

    /// {@return the mean difference of two pictures' green}
    private static double difference(Path a, Path b) {
        int[] left = Png.read(a).raster().toArgb();
        int[] right = Png.read(b).raster().toArgb();
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += Math.abs(((left[i] >> 8) & 0xff) - ((right[i] >> 8) & 0xff));
        }
        return sum / left.length;
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
    void aFolderOfModelsThatWasTypedHasItsLorasToo() {
        new SafetensorsWriter()
                .add("lora_unet_input_blocks_1_1_transformer_blocks_0_attn2_to_k.lora_down.weight", matrix(4, 768))
                .add("lora_unet_input_blocks_1_1_transformer_blocks_0_attn2_to_k.lora_up.weight", matrix(320, 4))
                .write(models.resolve("Lora/style.safetensors"));

        assertThat(cli.run("loras", "--models-dir", models.toString()).out()).contains("style", "style.safetensors");
        assertThat(cli.run("models", "--models-dir", models.toString()).out()).doesNotContain("style");
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
                .contains("--lora");
    }

    @Test
    void inspectSaysWhatAModelIs() {
        Path file = TinyCheckpoint.of("sdxl-v-pred")
                .metadata("modelspec.title", "Dream XL")
                .metadata("modelspec.license", "CC0-1.0")
                .metadata("ss_secret", "not shown")
                .writeHeader(models.resolve("dream_lightning_8step.safetensors"));

        String said = cli.run("inspect", file.toString()).out();

        assertThat(said)
                .startsWith("dream_lightning_8step.safetensors")
                .containsPattern("It is +a model\\R")
                .containsPattern("Family +SDXL")
                .containsPattern("Predicts +v: by a tensor in the file\\R")
                .containsPattern("Zero terminal SNR +off: usual for its kind\\R")
                .containsPattern("U-Net +fp16, \\d+ MB, 428 tensors")
                .containsPattern("VAE +fp16")
                .containsPattern("Second text encoder +fp16")
                .contains("Euler, SGM Uniform, 8 steps, CFG 1, 1024×1024 (a Lightning model by its name)")
                .containsPattern("Title +Dream XL")
                .containsPattern("Licence +CC0-1.0")
                .doesNotContain("secret")
                .doesNotContain("Cannot");
    }

    @Test
    void inspectSaysWhatIsWrong() {
        Path bare = TinyCheckpoint.of("sd1-without-vae").writeHeader(models.resolve("bare.safetensors"));
        assertThat(cli.run("inspect", bare.toString()).out())
                .contains("Cannot be a model")
                .contains("bare.safetensors has no VAE: give it one with --vae FILE");

        Path unet = TinyCheckpoint.of("sd2-v").without("cond_stage").writeHeader(models.resolve("unet.safetensors"));
        assertThat(cli.run("inspect", unet.toString()).out()).contains("unet.safetensors has no text encoder");

        Path sd2 = TinyCheckpoint.of("sd2-v").writeHeader(models.resolve("two.safetensors"));
        assertThat(cli.run("inspect", sd2.toString()).out()).contains("found out when it is first used");

        CliFixture.Outcome none =
                cli.run("inspect", folder.resolve("none.safetensors").toString());
        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err()).contains("none.safetensors is missing");
    }

    @Test
    void tensorsThatAreMissingAreToldBeforeAndWhenAPictureIsMade() {
        String key = "model.diffusion_model.output_blocks.1.0.out_layers.3.weight";
        Path file = TinyCheckpoint.of("sd1-fp16").without(key).write(models.resolve("dream.safetensors"));
        String said = "dream.safetensors has no tensor '" + key + "'";

        assertThat(cli.run("inspect", file.toString()).out())
                .containsPattern("It is +a model\\R")
                .containsPattern("Cannot be a model +" + said);
        assertThat(cli.run("inspect", "--json", file.toString()).out()).contains("\"problems\" : [ \"" + said);
        assertThat(cli.run("models", "--models-dir", models.toString()).out()).contains("cannot be used: " + said);
        assertThat(cli.run("doctor", "--models-dir", models.toString()).out()).contains(said);
        assertThat(generate("dream", folder.resolve("out.png")).err()).contains(said);
    }

    @Test
    void inspectSaysWhatOtherFilesFit() {
        Path lora = new SafetensorsWriter()
                .add("lora_unet_input_blocks_1_1_transformer_blocks_0_attn2_to_k.lora_down.weight", matrix(4, 768))
                .add("lora_unet_input_blocks_1_1_transformer_blocks_0_attn2_to_k.lora_up.weight", matrix(320, 4))
                .write(folder.resolve("lora.safetensors"));
        assertThat(cli.run("inspect", lora.toString()).out())
                .containsPattern("It is +a LoRA, not a model")
                .containsPattern("Holds +LoRA, rank 4")
                .containsPattern("Fits +SD 1.x")
                .contains("Put it into a folder called loras");

        Path word = new SafetensorsWriter().add("emb_params", matrix(2, 1024)).write(folder.resolve("w.safetensors"));
        assertThat(cli.run("inspect", "--json", word.toString()).out())
                .contains("\"kind\" : \"embedding\"")
                .contains("\"family\" : \"SD 2.x\"")
                .contains("\"tensors\" : 1");

        Path net = new SafetensorsWriter()
                .add("control_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", matrix(2, 2048))
                .write(folder.resolve("c.safetensors"));
        assertThat(cli.run("inspect", net.toString()).out()).containsPattern("Fits +SDXL");
    }

    @Test
    void aLoraWithHalfItsTensorsIsRefusedByInspectAndTheListAlike() {
        Path half = new SafetensorsWriter()
                .add("lora_unet_input_blocks_1_1_transformer_blocks_0_attn2_to_k.lora_down.weight", matrix(4, 768))
                .write(models.resolve("Lora/half.safetensors"));
        String said = "half.safetensors is a damaged LoRA: no layer of it has all its tensors";
        assertThat(cli.run("inspect", half.toString()).out())
                .containsPattern("Cannot be used +" + said)
                .doesNotContain("Put it into a folder");
        assertThat(cli.run("loras", "--models-dir", models.toString()).out()).contains("cannot be used: " + said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"module.", "model.", "state_dict.", "model.module.", "state_dict.state_dict."})
    void whatATrainerPutsAroundAModelIsTakenOff(String wrapper) {
        Path file = TinyCheckpoint.of("sd1-fp16")
                .renamed("", wrapper)
                .with("optimizer.step", 1)
                .writeHeader(models.resolve("dream.safetensors"));
        assertThat(cli.run("inspect", file.toString()).out())
                .containsPattern("It is +a model\\R")
                .containsPattern("Family +SD 1.x")
                .doesNotContain("Cannot");
    }

    @Test
    void inspectKnowsFoldersAndPyTorchsFiles() {
        assertThat(cli.run("inspect", CliFixture.MODELS.resolve("sd2").toString())
                        .out())
                .containsPattern("Family +SD 2.x")
                .containsPattern("Predicts +v");
        Path torch = TinyCheckpoint.of("sd1-averages-fp32").writeTorch(models.resolve("old.ckpt"));
        assertThat(cli.run("inspect", torch.toString()).out())
                .containsPattern("Family +SD 1.x")
                .containsPattern("U-Net +fp32");
    }

    private static Tensor matrix(int rows, int columns) {
        return Tensor.zeros(Shape.of(rows, columns));
    }

    private CliFixture.Outcome generate(String model, Path picture, String... more) {
        List<String> args = new ArrayList<>();
        Collections.addAll(args, "generate", "a fox", "--model", model, "--models-dir", models.toString());
        Collections.addAll(args, "--size", "64x64", "--steps", "2", "--seed", "1", "--out", picture.toString());
        Collections.addAll(args, more);
        return cli.run(args.toArray(String[]::new));
    }
}
