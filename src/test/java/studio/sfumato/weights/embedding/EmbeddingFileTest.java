package studio.sfumato.weights.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.pickle.TorchWriter;

class EmbeddingFileTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/embeddings/embeddings");

    @TempDir
    Path folder;

    private EmbeddingFile written(SafetensorsWriter writer) {
        return EmbeddingFile.open(writer.write(folder.resolve("word.safetensors")));
    }

    @ParameterizedTest
    @CsvSource({
        "one-word.safetensors, 1, 8, 0",
        "bad_hands-v2.pt, 4, 8, 0",
        "own/first-code.pt, 2, 8, 0",
        "cat-toy.bin, 1, 8, 0",
        "halved-word.safetensors, 3, 8, 0",
        "wide-word.safetensors, 3, 16, 0",
        "pair-word.safetensors, 2, 8, 16",
        "pair-of-halves.pt, 3, 8, 16",
        "pivotal.safetensors, 1, 8, 16",
    })
    void everyKindOfFileIsRead(String name, int count, int first, int second) {
        EmbeddingFile file = EmbeddingFile.open(GOLDEN.resolve(name));
        assertThat(file.count()).isEqualTo(count);
        assertThat(file.widths()).isEqualTo(second == 0 ? List.of(first) : List.of(first, second));
        for (int encoder = 0; encoder < file.widths().size(); encoder++) {
            assertThat(file.vectors(encoder))
                    .hasSize(count)
                    .extracting(Tensor::shape)
                    .containsOnly(Shape.of(file.widths().get(encoder)));
        }
    }

    @ParameterizedTest
    @CsvSource({"768, SD 1.x", "1024, SD 2.x"})
    void itsWidthTellsWhatItIsFor(int width, String base) {
        EmbeddingFile file = written(new SafetensorsWriter().add("emb_params", Tensor.zeros(Shape.of(2, width))));
        assertThat(file.base()).contains(base);
        assertThat(file.wants()).isEqualTo(base);
    }

    @Test
    void pairsAreForSdxlUnlessThereIsAThird() {
        SafetensorsWriter pair = new SafetensorsWriter()
                .add("clip_l", Tensor.zeros(Shape.of(2, 768)))
                .add("clip_g", Tensor.zeros(Shape.of(2, 1280)));
        assertThat(written(pair).base()).contains("SDXL");
        assertThat(written(pair.add("t5xxl", Tensor.zeros(Shape.of(2, 4096)))).base())
                .contains("SD 3");
        assertThat(written(new SafetensorsWriter().add("x", Tensor.zeros(Shape.of(5))))
                        .wants())
                .isEqualTo("text encoders 5 wide");
    }

    @Test
    void whatIsNoEmbeddingIsRefusedWithItsTensor() {
        assertThatThrownBy(() -> written(new SafetensorsWriter()
                        .add("a.weight", Tensor.zeros(Shape.of(2, 2)))
                        .add("b.weight", Tensor.zeros(Shape.of(2, 2)))))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("word.safetensors is not an embedding: it has 2 tensors, the first 'a.weight'");
        assertThatThrownBy(() -> written(new SafetensorsWriter().add("emb_params", Tensor.zeros(Shape.of(76, 8)))))
                .hasMessage("word.safetensors: tensor 'emb_params' has 76 vectors; a prompt has room for 75");
        assertThatThrownBy(() -> written(new SafetensorsWriter().add("emb_params", Tensor.zeros(Shape.of(1, 1, 8)))))
                .hasMessageContaining("is no list of vectors");
        assertThatThrownBy(() -> written(
                        new SafetensorsWriter().add("emb_params", DType.I32, Shape.of(1, 1), new byte[] {1, 0, 0, 0})))
                .hasMessageContaining("'emb_params'", "not floating-point");
        assertThatThrownBy(() -> written(new SafetensorsWriter()
                        .add("clip_l", Tensor.zeros(Shape.of(2, 8)))
                        .add("clip_g", Tensor.zeros(Shape.of(3, 8)))))
                .hasMessage("word.safetensors: 'clip_l' has 2 vectors and 'clip_g' 3");
        EmbeddingFile nan = written(new SafetensorsWriter().add("emb_params", Tensor.of(Shape.of(2), 1, Float.NaN)));
        assertThatThrownBy(() -> nan.vectors(0))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("word.safetensors: tensor 'emb_params'");
    }

    @Test
    void aPickleThatWouldRunSomethingIsRefused() {
        Path file = new TorchWriter()
                .global("os", "system")
                .op("(")
                .text("true")
                .op("tR.")
                .write(folder.resolve("hostile.pt"));
        assertThatThrownBy(() -> EmbeddingFile.open(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("hostile.pt", "os.system");
    }

    @Test
    @Timeout(60)
    void aPickleThatFillsADictionaryOverAndOverEnds() {
        TorchWriter writer = new TorchWriter().op("}q").op(0).op("(");
        for (int i = 0; i < 20_000; i++) {
            writer.text("k" + i).op("N");
        }
        writer.op("u}q").op(1).op("(").text("_parameters").op("h").op(0).op("u");
        writer.global("torch.nn.modules.container", "ParameterDict").op(")").op(0x81);
        for (int i = 0; i < 200_000; i++) {
            writer.op("h").op(1).op("b");
        }
        Path file = writer.op(".").write(folder.resolve("long.pt"));
        assertThatThrownBy(() -> EmbeddingFile.open(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("long.pt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad_hands-v2.pt", "own/first-code.pt", "pair-word.safetensors", "cat-toy.bin"})
    @Timeout(120)
    void noDamageGetsPastTheChecks(String name) throws IOException {
        byte[] good = Files.readAllBytes(GOLDEN.resolve(name));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        int refused = 0;
        for (int i = 0; i < 1500; i++) {
            byte[] damaged = good.clone();
            for (int times = random.nextInt(1, 4); times > 0; times--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            if (random.nextInt(8) == 0) {
                damaged = Arrays.copyOf(damaged, random.nextInt(1, damaged.length + 16));
            }
            Path file = Files.write(folder.resolve("fuzz" + i), damaged);
            try {
                EmbeddingFile opened = EmbeddingFile.open(file);
                for (int encoder = 0; encoder < opened.widths().size(); encoder++) {
                    assertThat(opened.vectors(encoder)).allMatch(Tensor::isFinite);
                }
            } catch (ModelFileException | UnsupportedModelException expected) {
                assertThat(expected.getMessage()).startsWith("fuzz" + i).doesNotContain("\n");
                refused++;
            }
            Files.delete(file);
        }
        assertThat(refused).isPositive();
    }
}
