package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.cli.CliFixture;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.image.Png;
import studio.sfumato.job.RequestJson;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.weights.OnnxFixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Exported ONNX folders make the pictures of the models they were exported from.
class OnnxFolderGoldenTest {
    private static final String SOURCE = "src/test/resources/golden/repaint/source.png";
    private static final String MASK = "src/test/resources/golden/repaint/mask.png";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aFolderWithDynamicSizesMakesTheSamePicture() throws IOException {
        OnnxFixture.write("sd1", folder.resolve("models/exported"));
        requireSame("sd1", "48x64", "--sampler", "Euler", "--schedule", "Karras", "--batch", "2", "--count", "2");
    }

    /// One picture at a time, of one size, at whole timesteps; two text encoders whose layers are outputs.
    @Test
    void aFolderWithFixedSizesMakesTheSamePicture() throws IOException {
        OnnxFixture.write("sdxl", folder.resolve("models/exported"));
        requireSame("sdxl", "64x64", "--sampler", "DDIM", "--schedule", "Uniform");
    }

    /// Halves throughout: inputs, sums and outputs.
    @Test
    void aFolderInHalvesMakesNearlyTheSamePicture() throws IOException {
        OnnxFixture.write("sd1-fp16", folder.resolve("models/exported"));
        requireSame(50, GoldenCase.models().resolve("sd1").toString(), "48x64", "--sampler", "Euler");
        assertThat(run("models")).isZero();
        assertThat(out.toString()).contains("exported", "fp16");
    }

    /// What rounding to halves costs is ONNX Runtime's doing: latents, timesteps and guidance stay in floats here.
    @Test
    void aFolderInHalvesMakesThePictureOfPythonsOnnxRuntime() throws IOException {
        Path exported = OnnxFixture.write("sd1-fp16", folder.resolve("models/exported"));
        Path golden = Path.of("src/test/resources/golden/onnx");
        try (Studio studio = new Studio(WeightMode.FOLDED)) {
            for (JsonNode node :
                    JsonMapper.shared().readTree(golden.resolve("half.json").toFile())) {
                GenerationRequest request = RequestJson.read(node.toString()).withModel(exported.toString());
                Path expected = golden.resolve(node.get("id").asString() + ".png");
                Difference.requireSamePictures(
                        studio.make(request).pictures(),
                        List.of(Png.read(expected).raster()));
            }
        }
    }

    @Test
    void picturesAreMadeOfOthersByTheExportedEncoder() throws IOException {
        OnnxFixture.write("sd1", folder.resolve("models/exported"));
        requireSame("sd1", "64x48", "--init", SOURCE, "--strength", "0.6");
        requireSame("sd1", "64x48", "--init", SOURCE, "--mask", MASK, "--inpaint-area", "masked");
    }

    @Test
    void anInpaintingModelPaintsIntoAPictureAndIntoNone() throws IOException {
        Path exported = OnnxFixture.write("sd1-inpainting", folder.resolve("models/exported"));
        String original =
                exported.resolveSibling("exported-original.safetensors").toString();
        requireSame(Difference.SAME_PICTURE_DB, original, "64x48", "--init", SOURCE, "--mask", MASK);
        requireSame(Difference.SAME_PICTURE_DB, original, "64x48");
        assertThat(run("inspect", exported.toString())).isZero();
        assertThat(out.toString()).contains("a model for inpainting");
    }

    @Test
    void anEncoderThatDrawsIsTold() throws IOException {
        OnnxFixture.write("sdxl", folder.resolve("models/exported"));
        assertThat(generate("exported", "exported", "64x64", "--init", SOURCE))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).contains("vae_encoder/model.onnx draws by chance");
        assertThat(generate("exported", "exported", "64x96", "--init", SOURCE)).isEqualTo(3);
        assertThat(err.toString()).contains("was exported for one size", "Ask for 64x64");
    }

    @Test
    void whatIsToldOfAnEncoderIsToldOnceForAllTiles() throws IOException {
        OnnxFixture.write("sdxl", folder.resolve("models/exported"));
        String tiles = "scale=2,upscaler=Lanczos,overlap=16";
        assertThat(generate("exported", "exported", "64x64", "--init", SOURCE, "--sd-upscale", tiles))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).containsOnlyOnce("draws by chance");
    }

    @Test
    void withoutAnEncoderThereIsNoPictureToStartFrom() throws IOException {
        Path exported = OnnxFixture.write("sd1", folder.resolve("models/exported"));
        Files.delete(exported.resolve("vae_encoder/model.onnx"));
        assertThat(generate("exported", "exported", "64x64", "--init", SOURCE)).isEqualTo(3);
        assertThat(err.toString()).contains("ONNX graphs without vae_encoder", "Give it another VAE");
        assertThat(generate("exported", "exported", "64x64")).isZero();
    }

    private void requireSame(String model, String size, String... more) {
        requireSame(
                Difference.SAME_PICTURE_DB, GoldenCase.models().resolve(model).toString(), size, more);
    }

    private void requireSame(double decibels, String original, String size, String... more) {
        assertThat(generate(original, "own", size, more)).as(err.toString()).isZero();
        assertThat(generate("exported", "exported", size, more))
                .as(err.toString())
                .isZero();
        List<Path> own = pictures("own");
        List<Path> exported = pictures("exported");
        assertThat(own).isNotEmpty().hasSameSizeAs(exported);
        for (int i = 0; i < own.size(); i++) {
            assertThat(Difference.psnr(
                            Png.read(own.get(i)).raster(),
                            Png.read(exported.get(i)).raster()))
                    .as("PSNR in dB of picture %d; %s", i, err)
                    .isGreaterThanOrEqualTo(decibels);
        }
    }

    private List<Path> pictures(String name) {
        try (var files = Files.walk(folder.resolve(name))) {
            return files.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private int generate(String model, String to, String size, String... more) {
        List<String> args = new ArrayList<>(List.of("generate", "a red fox", "--model", model, "--size", size));
        args.addAll(List.of("--steps", "4", "--seed", "7", "--provider", "cpu"));
        args.addAll(List.of("--out", folder.resolve(to).toString() + "/"));
        args.addAll(List.of(more));
        return run(args.toArray(String[]::new));
    }

    private int run(String... args) {
        if (!Files.exists(folder.resolve("own"))) {
            assertThat(folder.resolve("own").toFile().mkdirs()).isTrue();
            assertThat(folder.resolve("exported").toFile().mkdirs()).isTrue();
        }
        AppPaths own = AppPaths.in(folder.resolve("user"));
        AppPaths paths =
                new AppPaths(own.config(), own.data(), own.cache(), own.pictures(), List.of(folder.resolve("models")));
        return CliFixture.run(paths, out, err, args);
    }

    @Test
    void whatSuchAFolderCannotDoIsSaidAndNothingIsDrawn() throws IOException {
        OnnxFixture.write("sdxl", folder.resolve("models/exported"));
        assertThat(generate("exported", "exported", "64x96")).isEqualTo(3);
        assertThat(err.toString()).contains("was exported for one size", "Ask for 64x64");

        assertThat(generate("exported", "exported", "64x64", "--lora", lora())).isEqualTo(3);
        assertThat(err.toString()).contains("LoRAs cannot be put on it", "Use the model it was exported from.");

        OnnxFixture.write("sd1", folder.resolve("models/plain"));
        assertThat(generate("plain", "exported", "64x64", "--clip-skip", "2")).isEqualTo(3);
        assertThat(err.toString()).contains("text_encoder/model.onnx was exported without clip skip 2");
    }

    @Test
    void whereOnlyTheTextEncoderAndTheUNetAreHalvedAPictureIsMadeAllTheSame() throws IOException {
        Path mixed = OnnxFixture.write("sd1", folder.resolve("models/exported"));
        Path half = OnnxFixture.write("sd1-fp16", folder.resolve("half"));
        for (String part : List.of("unet", "text_encoder")) {
            for (String file : List.of("model.onnx", "weights.pb")) {
                Files.copy(
                        half.resolve(part).resolve(file),
                        mixed.resolve(part).resolve(file),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        requireSame(50, GoldenCase.models().resolve("sd1").toString(), "48x64", "--sampler", "Euler");
    }

    @Test
    void aSizeThatDoesNotAddUpInsideIsToldWithTheRemedy() throws IOException {
        OnnxFixture.write("sd1", folder.resolve("models/exported"));
        assertThat(generate("exported", "exported", "72x88")).isEqualTo(3);
        assertThat(err.toString()).contains("The U-Net (unet/model.onnx) failed", "sides that are multiples of 64");
    }

    @Test
    void aGraphInTheWrongFolderIsNamed() throws IOException {
        Path exported = OnnxFixture.write("sd1", folder.resolve("models/exported"));
        for (String file : List.of("model.onnx", "weights.pb")) {
            Files.copy(
                    exported.resolve("vae_encoder").resolve(file),
                    exported.resolve("vae_decoder").resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(generate("exported", "exported", "64x64")).isEqualTo(3);
        assertThat(err.toString())
                .contains("The VAE decoder (vae_decoder/model.onnx) takes pictures of 3 channels, not of 4");
    }

    @Test
    void aGraphThatOnnxRuntimeRefusesIsNamed() throws IOException {
        Path exported = OnnxFixture.write("sd1", folder.resolve("models/exported"));
        Path unet = exported.resolve("unet/model.onnx");
        String all = Files.readString(unet, StandardCharsets.ISO_8859_1);
        Files.writeString(unet, all.replace("Softmax", "Softmix"), StandardCharsets.ISO_8859_1);
        assertThat(generate("exported", "exported", "64x64")).isEqualTo(3);
        assertThat(err.toString()).contains("The U-Net (unet/model.onnx) cannot be loaded");
        assertThat(run(
                        "merge",
                        "exported",
                        "-o",
                        folder.resolve("x.safetensors").toString()))
                .isEqualTo(3);
        assertThat(err.toString()).contains("exported is a folder of exported ONNX graphs, which cannot be merged");
        assertThat(folder.resolve("x.safetensors")).doesNotExist();
    }

    private static String lora() {
        return Path.of("src/test/resources/golden/loras/loras/sdxl-old.safetensors")
                .toString();
    }

    @Test
    void itIsListedAndDescribed() throws IOException {
        Path exported = OnnxFixture.write("sd1", folder.resolve("models/exported"));
        assertThat(run("models")).isZero();
        assertThat(out.toString()).contains("exported", "SD 1.x", "fp32").doesNotContain("cannot be used");
        assertThat(run("inspect", exported.toString())).isZero();
        assertThat(out.toString()).contains("U-Net", "fp32").doesNotContain("0 tensors");
    }
}
