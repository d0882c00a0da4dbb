package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class WeightReaderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16"})
    void valuesComeBackAsTheyWereStoredAtAnOddOffset(DType type) {
        Tensor values = Tensor.of(Shape.of(2, 3), 1, -2.5f, 0, 0.125f, 96, -0.0f);
        Path file = new SafetensorsWriter()
                .add("odd", DType.U8, Shape.of(1), (byte) 7)
                .add("values", type, values)
                .write(folder.resolve("m"));

        assertThat(WeightReader.read(SafetensorsFile.open(file).get("values"))).isEqualTo(values);
    }

    @Test
    void eightBitFloatsAreDecodedByTheirTables() {
        assertThat(read(DType.F8_E4M3, 0x00, 0x38, 0xb8, 0x7e, 0x01, 0x08, 0x07, 0x40))
                .containsExactly(0f, 1f, -1f, 448f, 0x1p-9f, 0x1p-6f, 7 * 0x1p-9f, 2f);
        assertThat(read(DType.F8_E4M3, 0x7f, 0xff)).containsOnly(Float.NaN);
        assertThat(read(DType.F8_E5M2, 0x00, 0x3c, 0xbc, 0x7b, 0x01, 0x7c))
                .containsExactly(0f, 1f, -1f, 57344f, 0x1p-16f, Float.POSITIVE_INFINITY);
    }

    @Test
    void wholeNumbersAreReadWithTheirSigns() {
        assertThat(read(DType.I8, 0xff, 0x7f)).containsExactly(-1, 127);
        assertThat(read(DType.U8, 0xff, 0x7f)).containsExactly(255, 127);
        assertThat(read(DType.BOOL, 0, 1)).containsExactly(0, 1);
        assertThat(read(DType.I16, 0xfe, 0xff)).containsExactly(-2);
        assertThat(read(DType.U16, 0xfe, 0xff)).containsExactly(65534);
        assertThat(read(DType.I32, 0xfe, 0xff, 0xff, 0xff)).containsExactly(-2);
        assertThat(read(DType.U32, 0, 0, 0, 0x80)).containsExactly(0x1p31f);
        assertThat(read(DType.I64, 76, 0, 0, 0, 0, 0, 0, 0)).containsExactly(76);
        assertThat(read(DType.U64, 0, 0, 0, 0, 0, 0, 0, 0x80)).containsExactly(0x1p63f);
    }

    @Test
    void oneNotANumberAnywhereIsFound() {
        float[] values = new float[70_000];
        assertThat(WeightReader.isFinite(stored(values))).isTrue();
        values[69_999] = Float.NaN;
        assertThat(WeightReader.isFinite(stored(values))).isFalse();
        values[69_999] = 0;
        values[0] = Float.NEGATIVE_INFINITY;
        assertThat(WeightReader.isFinite(stored(values))).isFalse();
        assertThat(WeightReader.isFinite(stored())).isTrue();
    }

    @Test
    void aFileCutShorterAfterItWasOpenedIsRefused() throws IOException {
        Weight weight = stored(1, 2, 3);
        try (RandomAccessFile file = new RandomAccessFile(weight.file().toFile(), "rw")) {
            file.setLength(file.length() - 4);
        }
        assertThatThrownBy(() -> WeightReader.read(weight))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("has become shorter");
        Files.delete(weight.file());
        assertThatThrownBy(() -> WeightReader.isFinite(weight))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("cannot be read");
    }

    private Weight stored(float... values) {
        Tensor tensor = Tensor.of(Shape.of(values.length), values);
        return SafetensorsFile.open(new SafetensorsWriter().add("a", tensor).write(folder.resolve("m")))
                .get("a");
    }

    private float[] read(DType type, int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        Path file = new SafetensorsWriter()
                .add("a", type, Shape.of(raw.length / type.bytes()), raw)
                .write(folder.resolve("m"));
        return WeightReader.read(SafetensorsFile.open(file).get("a")).toArray();
    }

    @Test
    void partsAndTransposedMatricesAreReadWhereTheyLie() throws IOException {
        Path file = new SafetensorsWriter()
                .add("fused", Tensor.of(Shape.of(6, 2), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))
                .write(folder.resolve("fused.safetensors"));
        Weight fused = SafetensorsFile.open(file).get("fused");

        assertThat(WeightReader.read(fused.part("v", 2, 3))).isEqualTo(Tensor.of(Shape.of(2, 2), 8, 9, 10, 11));
        assertThat(WeightReader.read(fused.transpose("t")))
                .isEqualTo(Tensor.of(Shape.of(2, 6), 0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11));
        assertThat(fused.transpose("t").transpose("fused")).isEqualTo(fused);
        assertThatThrownBy(() -> fused.part("q", 0, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fused.transpose("t").part("q", 0, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
