package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class SafetensorsFileTest {
    @TempDir
    Path folder;

    @Test
    void everyTensorIsFoundWithItsPlaceInTheFile() throws IOException {
        Path path = new SafetensorsWriter()
                .metadata("format", "pt")
                .add("conv.weight", DType.F16, Tensor.of(Shape.of(2, 1, 1, 2), 1, 2, 3, 4))
                .add("scale", DType.F32, Tensor.scalar(0.5))
                .add("none", DType.F32, Tensor.zeros(Shape.of(0, 4)))
                .write(folder.resolve("m.safetensors"));

        SafetensorsFile file = SafetensorsFile.open(path);

        long data = Files.size(path) - 12;
        assertThat(file.keys()).containsExactly("conv.weight", "scale", "none");
        assertThat(file.metadata()).containsOnly(java.util.Map.entry("format", "pt"));
        assertThat(file.get("conv.weight"))
                .isEqualTo(new Weight("conv.weight", DType.F16, Shape.of(2, 1, 1, 2), path.toRealPath(), data, 8));
        assertThat(file.get("scale").offset()).isEqualTo(data + 8);
        assertThat(file.get("none").length()).isZero();
        assertThat(file.size()).isEqualTo(Files.size(path));
        assertThatThrownBy(() -> file.get("conv.bias"))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("m.safetensors has no tensor 'conv.bias'");
    }

    @Test
    void aLinkedFileIsKnownByItsRealPath() throws IOException {
        Path blob = new SafetensorsWriter().add("a", Tensor.scalar(1)).write(folder.resolve("blobs/0123abcd"));
        Path link = Files.createSymbolicLink(folder.resolve("m.safetensors"), Path.of("blobs/0123abcd"));

        assertThat(SafetensorsFile.open(link).get("a").file()).isEqualTo(blob.toRealPath());
        assertThat(SafetensorsFile.open(link).name()).isEqualTo("m.safetensors");
    }

    @Test
    void missingFilesDanglingLinksLoopsAndFoldersAreNamed() throws IOException {
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));

        assertRefused(folder.resolve("none"), "none is missing");
        assertRefused(loop, "loop cannot be read");
        assertRefused(dangling, "dangling is a link to a file that is not there");
        assertRefused(folder, folder.getFileName() + " is not a file");
    }

    @Test
    void aTruncatedFileIsRefusedAtEveryLength() throws IOException {
        byte[] whole = new SafetensorsWriter()
                .add("a", DType.F16, Tensor.of(Shape.of(3), 1, 2, 3))
                .toBytes();
        for (int length = 0; length < whole.length; length++) {
            Path file = Files.write(folder.resolve("t.safetensors"), Arrays.copyOf(whole, length));
            assertRefused(file, "t.safetensors");
        }
        Path cut = Files.write(folder.resolve("t.safetensors"), Arrays.copyOf(whole, whole.length - 1));
        assertRefused(
                cut,
                "t.safetensors is truncated: it should have " + whole.length + " bytes and has " + (whole.length - 1));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "100000001", "4294967296", "9223372036854775807", "-1", "-9223372036854775808"})
    void anAbsurdHeaderLengthIsRefused(long length) throws IOException {
        byte[] bytes = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
        assertRefused(Files.write(folder.resolve("m"), bytes), "m is not a safetensors file: its header would have");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\u00ef\u00bb\u00bf<!DOCTYPE html><html>Sign in</html>|a web page, not a file of weights",
                "<html lang=en>Not found</html>|a web page, not a file of weights",
                "version https://git-lfs.github.com/spec/v1|a pointer of Git LFS, not the file itself",
                "GGUF and so on|a GGUF file, which is not supported",
                "Rar! and so on|a packed archive, not a file of weights",
                "The owner took it away|not a safetensors file: its header would have",
            })
    void whatLiesUnderAModelsNameInItsPlaceIsNamed(String content, String what) throws IOException {
        Path file = Files.write(folder.resolve("m"), content.getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(file, "m is " + what);
    }

    @Test
    void anEmptyFileIsCalledEmpty() throws IOException {
        assertRefused(Files.createFile(folder.resolve("m")), "m is empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|the header is not a JSON object",
                "{\"a\":3}|'a' is not a JSON object",
                "{\"a\":{}}|tensor 'a' lacks its dtype, shape or data_offsets",
                "{\"a\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}|tensor 'a' has the type 'F99'",
                "{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}|tensor 'a' has no type",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}|shape has a negative number",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}|shape is not a list of numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}|shape is not a list",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}}|more than 8 numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,2,4]}}|data_offsets has more than 2",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4]}}|lacks its dtype",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}|ends before it begins",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,9223372036854775807]}}|ends before",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}|not valid JSON",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}|of shape 2 and type F32 needs 8 bytes",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[65536,65536],\"data_offsets\":[0,4]}}|is too large",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,4],\"data_offsets\":[0,4]}}|is too large",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967297],\"data_offsets\":[0,4]}}|is too large",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[1,4]}}|leaves a gap",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}|1 bytes that belong to no tensor",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}|is truncated",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
                        + "\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[1,4]}}|'b' overlaps the one before",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
                        + "\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}|not valid JSON",
                "{\"__metadata__\":{\"a\":1}}|__metadata__.a is not a string",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}} {}|more than one JSON object",
                "{\"a\":|not valid JSON",
            })
    void aHeaderThatDoesNotFitIsRefused(String header, String problem) throws IOException {
        byte[] bytes = SafetensorsWriter.file(header.getBytes(StandardCharsets.UTF_8), new byte[4]);
        Path file = Files.write(folder.resolve("m.safetensors"), bytes);
        assertRefused(file, problem);
        assertThatThrownBy(() -> SafetensorsFile.open(file)).hasMessageStartingWith("m.safetensors");
    }

    @Test
    void aHeaderThatIsNotUtf8IsRefused() throws IOException {
        byte[] header = "{\"a?\":{}}".getBytes(StandardCharsets.ISO_8859_1);
        header[3] = (byte) 0xff;
        assertRefused(Files.write(folder.resolve("m"), SafetensorsWriter.file(header)), "not valid JSON");
    }

    @Test
    void spacesAfterTheHeaderAndUnknownFieldsAreAllowed() throws IOException {
        String header = "{\"a\":{\"dtype\":\"U8\",\"extra\":{\"x\":[1]},\"shape\":[4],\"data_offsets\":[0,4]}}    ";
        byte[] bytes = SafetensorsWriter.file(header.getBytes(StandardCharsets.UTF_8), new byte[4]);
        assertThat(SafetensorsFile.open(Files.write(folder.resolve("m"), bytes)).keys())
                .containsExactly("a");
    }

    private static void assertRefused(Path file, String problem) {
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("\n");
    }
}
