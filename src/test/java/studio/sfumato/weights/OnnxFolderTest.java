package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.error.UnsupportedModelException;

class OnnxFolderTest {
    @TempDir
    private Path folder;

    private Path write(String model) throws IOException {
        return OnnxFixture.write(model, folder.resolve(model));
    }

    @Test
    void whatGoesInAndComesOutIsRead() throws IOException {
        OnnxFolder model = OnnxFolder.open(write("sdxl"));
        OnnxFile unet = model.graph(ModelPart.UNET);

        assertThat(model.family()).isEqualTo(ModelFamily.SDXL);
        assertThat(model.parts()).hasSize(4);
        assertThat(unet.inputs())
                .extracting(OnnxFile.Port::name)
                .containsExactly("sample", "timestep", "encoder_hidden_states", "text_embeds", "time_ids");
        assertThat(unet.input("sample").orElseThrow().dims()).containsExactly(1, 4, 8, 8);
        assertThat(unet.input("timestep").orElseThrow().dims()).isEmpty();
        assertThat(unet.data()).containsExactly(folder.resolve("sdxl/unet/weights.pb"));
        assertThat(model.weights(ModelPart.UNET).precision()).contains(DType.F32);
        assertThat(model.weights(ModelPart.UNET).bytes()).isGreaterThan(1_000_000);
        OnnxFolder other = OnnxFolder.open(write("sd1"));
        assertThat(other.graph(ModelPart.UNET).input("sample").orElseThrow().dims())
                .containsExactly(-1, 4, -1, -1);
        assertThat(other.family()).isEqualTo(ModelFamily.SD1);
    }

    /// Its settings are those of a latent consistency model, its graph is not.
    @Test
    void aGraphThatIsNotToldItsGuidanceIsRefusedByName() throws IOException {
        Path settings = write("sd1").resolve("unet/config.json");
        Files.writeString(settings, Files.readString(settings).replaceFirst("\\{", "{\"time_cond_proj_dim\": 256,"));
        assertThatExceptionOfType(UnsupportedModelException.class)
                .isThrownBy(() -> OnnxFolder.open(folder.resolve("sd1")))
                .withMessageStartingWith("unet/model.onnx has no input 'timestep_cond'");
    }

    @Test
    void aVaeIsBothItsGraphs() throws IOException {
        Path place = write("sd1");
        OnnxFolder model = OnnxFolder.open(place);
        OnnxFile encoder = model.encoder().orElseThrow();
        OnnxFile decoder = model.graph(ModelPart.VAE);

        assertThat(model.files(ModelPart.VAE))
                .containsExactly(
                        place.resolve("vae_decoder/model.onnx"),
                        place.resolve("vae_decoder/weights.pb"),
                        place.resolve("vae_encoder/model.onnx"),
                        place.resolve("vae_encoder/weights.pb"));
        assertThat(model.files(ModelPart.UNET)).allMatch(file -> file.startsWith(place.resolve("unet")));
        assertThat(encoder.bytes()).isPositive();
        assertThat(model.weights(ModelPart.VAE).bytes()).isEqualTo(decoder.bytes() + encoder.bytes());

        Files.delete(place.resolve("vae_encoder/model.onnx"));
        assertThat(OnnxFolder.open(place).files(ModelPart.VAE)).hasSize(2);
        assertThat(OnnxFolder.open(place).weights(ModelPart.VAE).bytes()).isEqualTo(decoder.bytes());
    }

    @Test
    void anExportedInstructPix2PixXlIsRefusedByName() throws IOException {
        Path place = write("sdxl");
        Path config = place.resolve("unet/config.json");
        Files.writeString(config, Files.readString(config).replace("\"in_channels\": 4", "\"in_channels\": 8"));
        assertThatExceptionOfType(UnsupportedModelException.class)
                .isThrownBy(() -> OnnxFolder.open(place))
                .withMessage("unet/model.onnx: this is an InstructPix2Pix XL model, which is not supported");
    }

    @Test
    void sizesAreToldFromTheGraphsWhereNoSettingsAreBesideThem() throws IOException {
        Path place = write("sdxl");
        int width = OnnxFolder.open(place).config(ModelPart.UNET).positive("cross_attention_dim", 0);
        for (String part : new String[] {"unet", "vae", "text_encoder", "text_encoder_2"}) {
            Files.delete(place.resolve(part).resolve("config.json"));
        }
        OnnxFolder bare = OnnxFolder.open(place);
        assertThat(bare.config(ModelPart.UNET).positive("cross_attention_dim", 0))
                .isEqualTo(width);
        assertThat(bare.config(ModelPart.VAE).number("scaling_factor", 0)).isEqualTo(0.13025);
        assertThat(bare.family()).isEqualTo(ModelFamily.SDXL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/etc/hosts", "a/../../bc"})
    void weightsOutsideTheFolderAreRefusedBeforeAnythingOpensThem(String location) throws IOException {
        Path place = write("sd1");
        replace(place.resolve("unet/model.onnx"), "weights.pb", location);
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> OnnxFolder.open(place))
                .withMessage("unet/model.onnx keeps weights in '" + location + "', which lies outside its folder");
    }

    @Test
    void weightsThatAreMissingOrTooShortAreNamed() throws IOException {
        Path place = write("sd1");
        Path weights = place.resolve("vae_decoder/weights.pb");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> OnnxFolder.open(place))
                .withMessageStartingWith("weights.pb is too short for vae_decoder/model.onnx: ");
        Files.delete(weights);
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> OnnxFolder.open(place))
                .withMessage("vae_decoder/model.onnx keeps weights in weights.pb, which is missing");
    }

    @Test
    void whatIsNoGraphIsToldAsWhatItIs() throws IOException {
        Path place = write("sd1");
        Path unet = place.resolve("unet/model.onnx");
        byte[] graph = Files.readAllBytes(unet);
        String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
        Files.writeString(unet, pointer);
        refused(place, "unet/model.onnx is a pointer of Git LFS, not the file itself");
        Files.writeString(unet, "<!DOCTYPE html><html></html>");
        refused(place, "unet/model.onnx is a web page, not a file of weights");
        Files.write(unet, new byte[0]);
        refused(place, "unet/model.onnx is empty");
        Files.write(unet, graph);
        Files.writeString(place.resolve("unet/weights.pb"), pointer);
        refused(place, "weights.pb, where unet/model.onnx keeps weights, is a pointer of Git LFS, not the file itself");
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> ModelCatalogue.at(unet))
                .withMessage("model.onnx is an ONNX graph, not a file of weights")
                .satisfies(e -> assertThat(e.hint()).contains("name the model's folder"));
        Files.writeString(place.resolve("unet/config.json"), "{");
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> ComponentConfig.read(place.resolve("unet/config.json"), "config.json"))
                .satisfies(e -> assertThat(e.getMessage()).endsWith("Object (line 1, column 2)"));
    }

    @Test
    void aFolderThatLacksAGraphIsListedWithTheOneItLacks() throws IOException {
        for (String part : new String[] {"vae_decoder", "text_encoder"}) {
            Path place = OnnxFixture.write("sd1", folder.resolve("without-" + part));
            Files.delete(place.resolve(part).resolve("model.onnx"));
            assertThat(OnnxFolder.isModel(place)).isTrue();
            refused(place, part + "/model.onnx is missing");
        }
    }

    private static void refused(Path place, String message) {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> ModelCatalogue.openFolder(place))
                .withMessage(message);
    }

    @Test
    void aGraphWithOtherInputsIsRefusedByItsName() throws IOException {
        Path place = write("sd1");
        replace(place.resolve("unet/model.onnx"), "encoder_hidden_states", "encoder_hidden_statez");
        assertThatExceptionOfType(UnsupportedModelException.class)
                .isThrownBy(() -> OnnxFolder.open(place))
                .withMessageStartingWith("unet/model.onnx has no input 'encoder_hidden_states', only sample");
    }

    @Test
    void aDamagedFileIsNeverMoreThanAProblemThatNamesIt() throws IOException {
        Path place = write("sd1");
        Path file = place.resolve("text_encoder/model.onnx");
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int i = 0; i < 400; i++) {
            byte[] damaged = i % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int change = 0; change < 1 + i % 8 && damaged.length > 0; change++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                OnnxFile.read(file, "text_encoder/model.onnx");
            } catch (StudioException problem) {
                assertThat(problem.getMessage()).contains("text_encoder/model.onnx");
            }
        }
    }

    @Test
    void aModelThatOnlyBringsOnnxFilesBesideItsWeightsIsNone() throws IOException {
        Path place = write("sd1");
        assertThat(OnnxFolder.isModel(place)).isTrue();
        Files.writeString(place.resolve("unet/diffusion_pytorch_model.safetensors"), "");
        assertThat(OnnxFolder.isModel(place)).isFalse();
    }

    /// Puts a text of the same length in the place of another.
    private static void replace(Path file, String before, String after) throws IOException {
        String all = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(all).contains(before);
        assertThat(after).hasSameSizeAs(before);
        Files.writeString(file, all.replace(before, after), StandardCharsets.ISO_8859_1);
    }
}
