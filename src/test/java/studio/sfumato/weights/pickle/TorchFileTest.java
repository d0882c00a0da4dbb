package studio.sfumato.weights.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightReader;

@Timeout(60)
class TorchFileTest {
    private static final int[] SIX = {2, 3};

    @TempDir
    private Path folder;

    /// Made by `tools/golden/checkpoints.py` with torch itself.
    @ParameterizedTest
    @ValueSource(strings = {"torch-2.ckpt", "torch-4.ckpt"})
    void whatTorchSavedIsReadWhereItLies(String name) {
        TensorFile file = TensorFile.open(Path.of("src/test/resources/golden/checkpoints/" + name));

        assertThat(file.keys())
                .containsExactlyInAnyOrder(
                        "half", "turned", "view", "brain", "eight", "parameter", "count", "flag", "scalar", "empty");
        assertThat(read(file, "half")).isEqualTo(Tensor.of(Shape.of(2, 3), 0, 0.25f, 0.5f, 0.75f, 1, 1.25f));
        assertThat(read(file, "turned")).isEqualTo(Tensor.of(Shape.of(3, 2), 0, 3, 1, 4, 2, 5));
        assertThat(read(file, "view")).isEqualTo(Tensor.of(Shape.of(2, 3), 3, 4, 5, 6, 7, 8));
        assertThat(read(file, "brain")).isEqualTo(Tensor.of(Shape.of(2), 1.5f, -2));
        assertThat(read(file, "eight")).isEqualTo(Tensor.of(Shape.of(3), 0.5f, -448, 0.25f));
        assertThat(file.get("eight").type()).isEqualTo(DType.F8_E4M3);
        assertThat(read(file, "parameter")).isEqualTo(Tensor.of(Shape.of(1, 2), 7, 8));
        assertThat(read(file, "count")).isEqualTo(Tensor.of(Shape.of(2), 5, -6));
        assertThat(read(file, "flag")).isEqualTo(Tensor.of(Shape.of(2), 1, 0));
        assertThat(read(file, "scalar")).isEqualTo(Tensor.of(Shape.of(), 2.5f));
        assertThat(read(file, "empty").shape()).isEqualTo(Shape.of(0));
    }

    private static Tensor read(TensorFile file, String key) {
        return WeightReader.read(file.get(key));
    }

    @Test
    void dictionariesInDictionariesAreJoinedByFullStops() {
        Map<String, Weight> weights = open(writer -> writer.op("}(")
                .text("string_to_param")
                .op("}(")
                .text("*")
                .tensor("FloatStorage", "0", 0, SIX, new int[] {3, 1})
                .op("u")
                .text("name")
                .text("fox")
                .op("u."));

        assertThat(weights)
                .hasSize(1)
                .hasEntrySatisfying(
                        "string_to_param.*",
                        weight -> assertThat(weight.shape()).isEqualTo(Shape.of(2, 3)));
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                hostile(
                        "os.system",
                        writer -> writer.global("os", "system")
                                .op("(")
                                .text("touch x")
                                .op("tR.")),
                hostile(
                        "posix.system",
                        writer -> writer.global("posix", "system")
                                .op("(")
                                .text("x")
                                .op("tR.")),
                hostile(
                        "builtins.eval",
                        writer -> writer.global("builtins", "eval")
                                .op("(")
                                .text("1")
                                .op("tR.")),
                hostile(
                        "builtins.eval",
                        writer -> writer.text("builtins").text("eval").op(0x93).op(")R.")),
                hostile(
                        "__builtin__.exec",
                        writer -> writer.global("__builtin__", "exec").op(")R.")),
                hostile("torch.load", writer -> writer.global("torch", "load").op(")R.")),
                hostile(
                        "torch.hub.load",
                        writer -> writer.global("torch.hub", "load").op(")R.")),
                hostile(
                        "collections.OrderedDict.__init__",
                        writer -> writer.text("collections")
                                .text("OrderedDict.__init__")
                                .op(0x93)
                                .op(".")),
                // a name that is never called is refused too
                hostile(
                        "subprocess.Popen",
                        writer -> writer.op("}(")
                                .text("x")
                                .global("subprocess", "Popen")
                                .op("u.")),
                // a call of a name that is a type
                hostile(
                        "a call of torch.HalfStorage",
                        writer -> writer.global("torch", "HalfStorage").op(")R.")),
                hostile("instruction 105", writer -> writer.op("(ios\nsystem\n.")),
                hostile(
                        "instruction 111",
                        writer -> writer.op("(").global("torch", "Size").op("o.")),
                hostile("instruction 130", writer -> writer.op(0x82, 1).op(".")),
                hostile(
                        "instruction 146",
                        writer ->
                                writer.global("torch", "Size").op(")}").op(0x92).op(".")),
                hostile("instruction 80", writer -> writer.op("P0\n.")),
                hostile("instruction 150", writer -> writer.op(0x96)));
    }

    private static Arguments hostile(String what, UnaryOperator<TorchWriter> program) {
        return Arguments.of(what, program);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void whatCouldRunAProgramIsRefusedByName(String what, UnaryOperator<TorchWriter> program) {
        assertThatThrownBy(() -> open(program))
                .isInstanceOfSatisfying(
                        ModelFileException.class,
                        refused -> assertThat(refused.hint()).contains("Nothing of it was run"))
                .hasMessage("x.ckpt wants more than a list of tensors: " + what);
    }

    static Stream<Arguments> damages() {
        String text = "x".repeat(40);
        return Stream.of(
                hostile("it ends in the middle", writer -> writer),
                hostile(
                        "it ends in the middle",
                        writer -> writer.op('X').op(0xff, 0xff, 0xff, 0x7f).op("abc")),
                hostile("it ends in the middle", writer -> writer.op(0x8e, 1, 0, 0, 0, 0, 0, 0, 0x70)),
                hostile("a length in it is impossible", writer -> writer.op(0x8e, 1, 0, 0, 0, 0, 0, 0, 0xff)),
                hostile("it takes something that is not there", writer -> writer.op("R.")),
                hostile("it takes something that is not there", writer -> writer.op(0x87)),
                hostile("it ends something that never began", writer -> writer.op("t.")),
                hostile(
                        "it recalls something it never made",
                        writer -> writer.op("h").op(7).op(".")),
                hostile("it is nested too deep", writer -> writer.op("(".repeat(5000))),
                hostile(
                        "a key in it has no value",
                        writer -> writer.op("}(").text("a").op("u.")),
                hostile(
                        "it sets a key of what is no dictionary",
                        writer -> writer.op("](").text("a").op("Nu.")),
                hostile("it appends to what is no list", writer -> writer.op("}Na.")),
                hostile("a number in it is no whole number", writer -> writer.op("I" + text + "\n.")),
                hostile("a line in it has no end", writer -> writer.op("I1")),
                hostile("it calls something that is no name", writer -> writer.op("N)R.")),
                hostile(
                        "a storage in it is not named as one",
                        writer -> writer.tuple(1, 2, 3).op("Q.")),
                hostile(
                        "a tensor in it lacks its storage, sizes or strides",
                        writer -> writer.global("torch._utils", "_rebuild_tensor_v2")
                                .tuple(1, 2, 3, 4)
                                .op("R.")),
                hostile(
                        "a tensor in it lacks its storage, sizes or strides",
                        writer -> writer.tensor("FloatStorage", "0", -1, SIX, new int[] {3, 1})),
                hostile(
                        "a size in it is no whole number",
                        writer -> writer.tensor("FloatStorage", "0", 0, new int[] {-2, 3}, new int[] {3, 1})),
                hostile("it makes more things than any list of tensors", writer -> writer.op("N".repeat(1_000_001))),
                hostile(
                        "it gives attributes to what has none",
                        writer -> writer.text("a").op("}b.")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void damageIsNamed(String what, UnaryOperator<TorchWriter> program) {
        assertThatThrownBy(() -> open(program))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("x.ckpt: its data.pkl is damaged at byte ")
                .hasMessageEndingWith(": " + what);
    }

    @Test
    void whatHoldsItselfIsNoTrap() {
        assertThat(open(writer ->
                        writer.op("}q").op(0).op("(").text("me").op("h").op(0).op("u.")))
                .isEmpty();
        assertThat(open(writer -> writer.op("]q").op(0).op("h").op(0).op("a."))).isEmpty();
        UnaryOperator<TorchWriter> deep = writer -> {
            writer.op(")");
            for (int i = 0; i < 200_000; i++) {
                writer.op(0x85);
            }
            return writer.op("q").op(0).op("}h").op(0).op("Ns."); // as a key, it would be hashed
        };
        assertThat(open(deep)).isEmpty();
    }

    /// Each dictionary holds the one before it a hundred times.
    @Test
    void dictionariesThatMultiplyAreLookedAtOnce() {
        UnaryOperator<TorchWriter> laughs = writer -> {
            writer.op("}q").op(0);
            for (int level = 1; level < 20; level++) {
                writer.op("}(");
                for (int i = 0; i < 100; i++) {
                    writer.text("k" + i).op("h").op(level - 1);
                }
                writer.op("uq").op(level);
            }
            return writer.op(".");
        };
        assertThat(open(laughs)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2 3, 1 1, 'does not lie in one piece, which is not supported'",
        "0, 6, 0, 'does not lie in one piece, which is not supported'",
        "1, 2 3, 3 1, of shape 2×3 ends beyond its storage",
        "2147483647, 2 3, 3 1, of shape 2×3 ends beyond its storage",
        "0, 7, 1, of shape 7 ends beyond its storage",
        "0, 2147483647 2147483647, 1 1, is too large",
        "0, 1 1 1 1 1 1 1 1 1, 1 1 1 1 1 1 1 1 1, has more than 8 axes"
    })
    void aTensorThatCannotBeIsNamed(int offset, String sizes, String strides, String what) {
        assertThatThrownBy(() -> open(writer -> writer.op("}(")
                        .text("weight")
                        .tensor("FloatStorage", "0", offset, numbers(sizes), numbers(strides))
                        .op("u.")))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("x.ckpt: tensor 'weight' " + what);
    }

    private static int[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    @Test
    void aStorageThatIsMissingIsNamed() {
        assertThatThrownBy(() -> open(writer -> writer.op("}(")
                        .text("weight")
                        .tensor("FloatStorage", "7", 0, SIX, new int[] {3, 1})
                        .op("u.")))
                .hasMessage("x.ckpt: tensor 'weight' has no numbers: there is no data/7");
    }

    @Test
    void archivesThatPyTorchDidNotWriteAreRefused() throws IOException {
        Path zip = new TorchWriter().op("}.").file("other/data.pkl", (byte) 1).write(folder.resolve("two.ckpt"));
        assertThatThrownBy(() -> TensorFile.open(zip)).hasMessage("two.ckpt has several files called data.pkl");

        Path big = new TorchWriter()
                .op("}.")
                .file("archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII))
                .write(folder.resolve("big.ckpt"));
        assertThatThrownBy(() -> TensorFile.open(big)).isInstanceOf(UnsupportedModelException.class);

        byte[] whole = Files.readAllBytes(new TorchWriter().op("}.").write(folder.resolve("cut.ckpt")));
        Path cut = Files.write(folder.resolve("cut.ckpt"), Arrays.copyOf(whole, whole.length - 30));
        assertThatThrownBy(() -> TensorFile.open(cut))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("cut.ckpt is truncated");

        Path other = Files.write(
                folder.resolve("other.ckpt"), new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc});
        assertThatThrownBy(() -> TensorFile.open(other))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("other.ckpt is a pickle that PyTorch did not write");
    }

    @Test
    void filesOfTheOldFormAreReadAndTheirDamageIsNamed() throws IOException {
        Path golden = Path.of("src/test/resources/golden/upscalers");
        Map<String, Weight> old =
                TensorFile.open(golden.resolve("compact-x2-old.pth")).weights();
        Map<String, Weight> now =
                TensorFile.open(golden.resolve("compact-x2.safetensors")).weights();
        assertThat(old).hasSameSizeAs(now);
        now.forEach((key, weight) -> assertThat(WeightReader.read(Objects.requireNonNull(old.get("params_ema." + key)))
                        .toArray())
                .as(key)
                .isEqualTo(WeightReader.read(weight).toArray()));

        byte[] whole = Files.readAllBytes(golden.resolve("compact-x2-old.pth"));
        Path cut = Files.write(folder.resolve("cut.pth"), Arrays.copyOf(whole, whole.length - 3));
        assertThatThrownBy(() -> TensorFile.open(cut))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("cut.pth is truncated");
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        byte[] evil =
                text.replaceFirst("_rebuild_tensor_v2", "_rebuild_tensor_vX").getBytes(StandardCharsets.ISO_8859_1);
        Path hostile = Files.write(folder.resolve("evil.pth"), evil);
        assertThatThrownBy(() -> TensorFile.open(hostile))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("evil.pth wants more than a list of tensors: torch._utils._rebuild_tensor_vX");
    }

    private Map<String, Weight> open(UnaryOperator<TorchWriter> program) {
        return TensorFile.open(program.apply(new TorchWriter())
                        .storage("0", new byte[24])
                        .write(folder.resolve("x.ckpt")))
                .weights();
    }
}
