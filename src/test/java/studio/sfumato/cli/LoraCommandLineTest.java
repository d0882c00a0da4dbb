package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.image.Png;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.job.RequestJson;

/// LoRAs from the command line into the picture and back.
class LoraCommandLineTest {
    private static final Path LORAS = Path.of("src/test/resources/golden/loras/loras");

    @TempDir
    Path folder;

    private Path models;

    @BeforeEach
    void putLorasBesideModels() throws IOException {
        models = folder.resolve("models");
        CliFixture.copyModel("sd1", models);
        Path shelf = Files.createDirectories(models.resolve("loras/own"));
        Files.copy(LORAS.resolve("sd1-kohya.safetensors"), shelf.resolve("sd1-kohya.safetensors"));
        Files.copy(LORAS.resolve("sd1-locon.safetensors"), folder.resolve("elsewhere.safetensors"));
        Files.copy(LORAS.resolve("sdxl-old.safetensors"), folder.resolve("other.safetensors"));
    }

    private CliFixture.Outcome generate(String file, String... more) {
        String[] args = {
            "generate",
            "--model",
            "sd1",
            "--size",
            "48x48",
            "--steps",
            "2",
            "--seed",
            "5",
            "-o",
            folder.resolve(file).toString()
        };
        String[] all = java.util.stream.Stream.concat(java.util.Arrays.stream(args), java.util.Arrays.stream(more))
                .toArray(String[]::new);
        return new CliFixture(folder, models).run(all);
    }

    private int[] pixels(String file) {
        return Png.read(folder.resolve(file)).raster().toArgb();
    }

    private PictureParameters told(String file) {
        return Objects.requireNonNull(PictureInfo.read(folder.resolve(file)).parameters());
    }

    @Test
    void aTagInThePromptAppliesALoraAndThePictureSaysSo() {
        assertThat(generate("plain.png", "a fox").err()).isEmpty();
        CliFixture.Outcome done = generate("with.png", "a fox <lora:sd1-kohya:0.5>");

        assertThat(done.err()).isEmpty();
        assertThat(pixels("with.png")).isNotEqualTo(pixels("plain.png"));
        assertThat(told("with.png").field("Lora hashes")).matches("sd1-kohya: [0-9a-f]{12}");
        assertThat(told("with.png").prompt()).isEqualTo("a fox <lora:sd1-kohya:0.5>");
        assertThat(told("plain.png").field("Lora hashes")).isNull();
        assertThat(new CliFixture(folder, models)
                        .run("info", folder.resolve("with.png").toString())
                        .out())
                .contains("Lora hashes: sd1-kohya: ");
    }

    @Test
    void anOptionAppliesALoraUnlessATagRules() {
        String file = folder.resolve("elsewhere.safetensors").toString();
        assertThat(generate("option.png", "a fox", "--lora", file + ":0.4").err())
                .isEmpty();
        assertThat(generate("tag.png", "a fox <lora:elsewhere:0.4>", "--lora", file + ":0.9")
                        .err())
                .isEmpty();

        assertThat(pixels("option.png")).isEqualTo(pixels("tag.png"));
        assertThat(told("option.png").prompt()).isEqualTo("a fox <lora:elsewhere:0.4>");
        GenerationRequest stored = RequestJson.read(Objects.requireNonNull(
                PictureInfo.read(folder.resolve("option.png")).requestJson()));
        assertThat(stored.prompt().positive()).isEqualTo("a fox");
        assertThat(stored.prompt().addOns().loras())
                .singleElement()
                .satisfies(lora -> assertThat(lora.name()).isEqualTo("elsewhere"))
                .satisfies(lora -> assertThat(lora.unet()).isEqualTo(0.4));
    }

    @Test
    void aLoraIsFoundByTheNameItsTrainerGaveItToo() {
        assertThat(generate("own.png", "a fox <lora:sd1-kohya by another name:0.5>")
                        .err())
                .isEmpty();
        assertThat(generate("file.png", "a fox", "--lora", "sd1-kohya:0.5").err())
                .isEmpty();
        assertThat(pixels("own.png")).isEqualTo(pixels("file.png"));
    }

    @Test
    void aLoraForAnotherModelIsRefusedBeforeAnythingIsDrawn() {
        CliFixture.Outcome done = generate(
                "no.png", "a fox", "--lora", folder.resolve("other.safetensors").toString());

        assertThat(done.code()).isEqualTo(3);
        assertThat(done.err()).contains("other.safetensors: 0 of 522 keys fit");
        assertThat(folder.resolve("no.png")).doesNotExist();
    }

    @Test
    void aLoraThatIsNotThereIsNamedWithTheNearest() {
        CliFixture.Outcome done = generate("no.png", "a fox", "--lora", "sd1-kohja:0.5");
        assertThat(done.code()).isEqualTo(3);
        assertThat(done.err()).contains("there is no LoRA 'sd1-kohja'", "Did you mean sd1-kohya?");
    }

    @Test
    void lorasAreListedWithWhatIsWrittenAboutThem() throws IOException {
        Files.writeString(
                models.resolve("loras/own/sd1-kohya.json"),
                "{\"activation text\": \"foxstyle, red\", \"preferred weight\": 0.7, \"sd version\": \"SD1\"}");
        Files.write(models.resolve("loras/broken.safetensors"), new byte[] {1, 2, 3});

        CliFixture.Outcome done = new CliFixture(folder, models).run("loras");

        assertThat(done.code()).isZero();
        assertThat(done.out())
                .contains("own/sd1-kohya", "LoRA, rank 4", "SD1", "wakes on: foxstyle, red")
                .contains("trained on: red fox, a boat", "recommended strength: 0.7")
                .contains("cannot be used: broken.safetensors is not a safetensors file");
        assertThat(new CliFixture(folder, folder.resolve("empty")).run("loras").out())
                .contains("No LoRAs were found in:", "loras");
    }
}
