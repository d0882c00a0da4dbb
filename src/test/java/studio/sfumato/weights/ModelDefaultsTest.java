package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.ModelFileException;

class ModelDefaultsTest {
    @TempDir
    Path folder;

    @Test
    void withoutAFileTheDefaultsAreThoseOfTheFamily() {
        assertThat(open(ModelFolderBuilder.sd1(folder.resolve("fox"))))
                .isEqualTo(
                        new ModelDefaults("fox", "DPM++ 2M", "Karras", 20, 7, 512, 512, Optional.empty(), List.of()));
    }

    @Test
    void aUNetThatSaysNothingUsefulAboutItsSizeGetsTheFamilys() {
        ModelFolderBuilder sdxl = ModelFolderBuilder.sdxl(folder);
        assertThat(open(sdxl.edit("unet/config.json", "\"sample_size\": 128", "\"sample_size\": 5"))
                        .width())
                .isEqualTo(1024);
        assertThat(open(sdxl.edit("unet/config.json", "\"sample_size\": 5", "\"sample_size\": 2000000000"))
                        .width())
                .isEqualTo(1024);
        ModelFolderBuilder.sd1(folder).edit("unet/config.json", ", \"sample_size\": 64", "");
        assertThat(ModelFolder.open(folder).defaults().width()).isEqualTo(512);
    }

    @Test
    void theFileSaysHowTheModelIsUsed() {
        ModelFolderBuilder model = ModelFolderBuilder.sd1(folder)
                .write("sfumato.json", """
                        {"name": "Fox painter", "sampler": "Euler", "schedule": "Uniform", "steps": 12, "cfg": 3.5,
                         "size": "128x192", "words": "known.txt", "variant": "fp16",
                         "latent_rgb": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0.5, 0, -0.5]}
                        """)
                .write("known.txt", "Fox red\n\nblue\tred\n")
                .weights("unet/diffusion_pytorch_model.fp16.safetensors", DType.BF16)
                .weights("vae/diffusion_pytorch_model.fp16.safetensors", DType.BF16)
                .weights("text_encoder/model.fp16.safetensors", DType.BF16);

        assertThat(open(model))
                .isEqualTo(new ModelDefaults(
                        "Fox painter",
                        "Euler",
                        "Uniform",
                        12,
                        3.5,
                        128,
                        192,
                        Optional.of(Set.of("fox", "red", "blue")),
                        List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 0.5, 0.0, -0.5)));
        assertThat(ModelFolder.open(folder).weights(ModelPart.UNET).precision()).contains(DType.BF16);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"steps\": 0}|sfumato.json: steps must be a positive whole number",
                "{\"steps\": \"many\"}|sfumato.json: steps must be a positive whole number",
                "{\"cfg\": -1}|sfumato.json: cfg must be at least 0",
                "{\"size\": \"big\"}|sfumato.json: size must be like \"512x512\", not \"big\"",
                "{\"size\": \"999999x8\"}|sfumato.json: size must be like",
                "{\"words\": \"../../secret.txt\"}|sfumato.json: words must be the name of a file beside it",
                "{\"words\": \"none.txt\"}|sfumato.json: words: none.txt cannot be read",
                "{\"latent_rgb\": [1, 2]}|sfumato.json: latent_rgb must be 15 numbers",
                "{\"latent_rgb\": [\"red\"]}|sfumato.json: latent_rgb must be a list of numbers",
                "{\"sampler\": 7}|sfumato.json: sampler must be a string",
                "oops|sfumato.json is not valid JSON"
            })
    void aWrongFileIsRefusedByField(String json, String message) {
        ModelFolderBuilder model = ModelFolderBuilder.sd1(folder).write("sfumato.json", json);
        assertThatThrownBy(() -> open(model))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith(message);
    }

    private static ModelDefaults open(ModelFolderBuilder model) {
        return ModelFolder.open(model.folder()).defaults();
    }
}
