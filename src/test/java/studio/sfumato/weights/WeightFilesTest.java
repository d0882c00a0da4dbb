package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Tensor;

class WeightFilesTest {
    private static final String BASE = "diffusion_pytorch_model";
    private static final String INDEX = BASE + ".safetensors.index.json";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "'diffusion_pytorch_model,diffusion_pytorch_model.fp16', diffusion_pytorch_model",
        "'diffusion_pytorch_model.fp16,diffusion_pytorch_model.bf16', diffusion_pytorch_model.fp16",
        "'diffusion_pytorch_model.non_ema,diffusion_pytorch_model.zzz', diffusion_pytorch_model.zzz",
        "'diffusion_pytorch_model.non_ema,diffusion_pytorch_model', diffusion_pytorch_model",
        "'diffusion_pytorch_model.fp16,something-else', diffusion_pytorch_model.fp16",
        "something-else, something-else"
    })
    void amongSeveralFilesThePreferredOneIsTaken(String names, String taken) throws IOException {
        for (String name : List.of(names.split(",", -1))) {
            write(name + ".safetensors", "weight");
        }
        assertThat(open(Optional.empty()).files())
                .containsExactly(folder.toRealPath().resolve(taken + ".safetensors"));
    }

    @Test
    void aVariantAskedForIsTakenOrMissed() throws IOException {
        write(BASE + ".safetensors", "weight");
        write(BASE + ".fp16.safetensors", "weight");
        assertThat(open(Optional.of("fp16")).files().getFirst()).hasFileName(BASE + ".fp16.safetensors");
        assertThatThrownBy(() -> open(Optional.of("bf16")))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("unet has no variant 'bf16', which sfumato.json asks for");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "diffusion_pytorch_model-0000N-of-00002.safetensors",
                "diffusion_pytorch_model-0000N-of-00002.fp16.safetensors",
                "diffusion_pytorch_model.fp16-0000N-of-00002.safetensors"
            })
    void partsAreReadAsOneByTheirIndex(String pattern) throws IOException {
        String one = pattern.replace('N', '1');
        String two = pattern.replace('N', '2');
        String index = pattern.contains("fp16") ? BASE + ".safetensors.index.fp16.json" : INDEX;
        write(one, "a", "b");
        write(two, "c");
        Files.writeString(folder.resolve(index), """
                {"metadata": {"total_size": 12}, "weight_map": {"a": "%s", "c": "%s", "b": "%s"}}
                """.formatted(one, two, one));

        ComponentWeights weights = open(Optional.empty());

        assertThat(weights.keys()).containsExactly("a", "c", "b");
        assertThat(weights.name()).isEqualTo("unet/" + index);
        assertThat(weights.files())
                .extracting(file -> String.valueOf(file.getFileName()))
                .containsExactly(one, two);
        assertThat(weights.get("c").file()).isEqualTo(folder.toRealPath().resolve(two));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|has no weight_map",
                "{\"weight_map\": {}}|weight_map is empty",
                "{\"weight_map\": []}|weight_map must be an object",
                "{\"weight_map\": {\"a\": 3}}|weight_map.a must be a string",
                "{\"weight_map\": {\"a\": null}}|weight_map.a must be the name of a file",
                "{\"weight_map\": {\"a\": \"../other.safetensors\"}}|weight_map.a must be the name of a file beside it",
                "{\"weight_map\": {\"a\": \"/etc/passwd\"}}|weight_map.a must be the name of a file beside it",
                "{\"weight_map\": {\"a\": \"C:\\\\x\"}}|weight_map.a must be the name of a file beside it",
                "{\"weight_map\": {\"a\": \"x\\u0000y\"}}|weight_map.a must be the name of a file beside it",
                "{\"weight_map\": {\"a\": \"none.safetensors\"}}|unet/none.safetensors is missing",
                "{\"weight_map\": {\"z\": \"part.safetensors\"}}|unet/part.safetensors has no tensor 'z'"
            })
    void anIndexThatLiesIsRefused(String index, String problem) throws IOException {
        write("part.safetensors", "a");
        Files.writeString(folder.resolve(INDEX), index);
        assertThatThrownBy(() -> open(Optional.empty()))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(problem)
                .hasMessageStartingWith("unet/");
    }

    @Test
    void partsLinkedIntoOneFolderAreFineIntoTwoAreNot() throws IOException {
        write("blobs/1", "a");
        write("blobs/2", "b");
        write("elsewhere/2", "b");
        Files.createSymbolicLink(folder.resolve("x-00001-of-00002.safetensors"), Path.of("blobs/1"));
        Path second = Files.createSymbolicLink(folder.resolve("x-00002-of-00002.safetensors"), Path.of("blobs/2"));
        Files.writeString(folder.resolve(INDEX), """
                {"weight_map": {"a": "x-00001-of-00002.safetensors", "b": "x-00002-of-00002.safetensors"}}
                """);
        assertThat(open(Optional.empty()).files())
                .allSatisfy(
                        file -> assertThat(file).hasParent(folder.toRealPath().resolve("blobs")));

        Files.delete(second);
        Files.createSymbolicLink(second, Path.of("elsewhere/2"));
        assertThatThrownBy(() -> open(Optional.empty()))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("unet/" + INDEX + ": the files it lists are links into different folders");
    }

    @ParameterizedTest
    @CsvSource({
        "diffusion_pytorch_model.bin, only diffusion_pytorch_model.bin: weights are read from safetensors files",
        "model.ckpt, only model.ckpt",
        "model.onnx, only model.onnx"
    })
    void pickledWeightsAreRefusedWithTheReason(String file, String problem) throws IOException {
        Files.writeString(folder.resolve(file), "x");
        assertThatThrownBy(() -> open(Optional.empty()))
                .isInstanceOfSatisfying(
                        UnsupportedModelException.class,
                        refused -> assertThat(refused.hint()).contains("pickle", "safe_serialization=True"))
                .hasMessageContaining(problem);
    }

    @Test
    void filesThatLeaveTheChoiceOpenAreRefused() throws IOException {
        write("one.safetensors", "a");
        write("two.safetensors", "a");
        assertThatThrownBy(() -> open(Optional.empty()))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("several safetensors files")
                .hasMessageContaining("one.safetensors, two.safetensors");
    }

    @Test
    void partsWithoutAnIndexAreRefused() throws IOException {
        write("x-00001-of-00002.safetensors", "a");
        assertThatThrownBy(() -> open(Optional.empty()))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("unet has weights in parts but no " + INDEX);
    }

    private ComponentWeights open(Optional<String> variant) {
        return WeightFiles.open(folder, ModelPart.UNET, variant);
    }

    private void write(String file, String... keys) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String key : keys) {
            writer.add(key, Tensor.scalar(1));
        }
        writer.write(folder.resolve(file));
    }
}
