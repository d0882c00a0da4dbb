package studio.sfumato.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;

class OrtRuntimeTest {
    private static final String FILE = "weights.safetensors";
    private static final int ODD_OFFSET = 7;
    private final OrtRuntime runtime = OrtRuntime.start();

    @TempDir
    Path folder;

    /// y = x · w, where w is a 2×2 half-precision matrix at an odd place in a file.
    private OnnxModel product(Path where, String location, long length) {
        return new TinyOnnx()
                .input("x", DType.F32, -1, 2)
                .external("w16", DType.F16, location, ODD_OFFSET, length, 2, 2)
                .cast("w", "w16", DType.F32)
                .node("y", "MatMul", "x", "w")
                .output("y", DType.F32, -1, 2)
                .build("U-Net", where);
    }

    private void writeWeights() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(ODD_OFFSET + 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(ODD_OFFSET);
        for (float value : new float[] {1, 2, 3, 4}) {
            bytes.putShort(Float.floatToFloat16(value));
        }
        Files.write(folder.resolve(FILE), bytes.array());
    }

    @ParameterizedTest
    @EnumSource
    void weightsAreTakenFromWhereTheyLieInTheFile(WeightMode mode) throws IOException {
        writeWeights();
        try (Session session = runtime.open(product(folder, FILE, 8), SessionSettings.with(mode))) {
            Tensor y = session.run(Map.of("x", Tensor.of(Shape.of(1, 2), 1, 10)), CancellationToken.none())
                    .get("y");
            assertThat(y).isEqualTo(Tensor.of(Shape.of(1, 2), 31, 42));
            assertThat(session.provider()).isEqualTo(ExecutionProvider.CPU);
            assertThat(session.notices()).isEmpty();
        }
    }

    @Test
    void aMissingWeightFileIsNamed() {
        assertRefused(product(folder, FILE, 8), "The U-Net's weight file " + folder.resolve(FILE) + " is missing");
    }

    @Test
    void aTruncatedWeightFileIsNamedWithTheTensor() throws IOException {
        writeWeights();
        assertRefused(
                product(folder, FILE, 9), FILE + " is too short: the U-Net's tensor 'w16' would end at byte 16 of 15");
    }

    @Test
    void aWeightFileOutsideTheFolderIsRefused() {
        assertRefused(
                product(folder, "../" + FILE, 8),
                "The U-Net's weight file '../" + FILE + "' lies outside the model's folder");
    }

    @Test
    void bytesThatAreNoModelAreRefused() throws IOException {
        byte[] model = TinyOnnx.doubling("U-Net", DType.F32).bytes();
        for (int length : new int[] {1, model.length / 2, model.length - 1}) {
            OnnxModel cut = new OnnxModel("U-Net", Arrays.copyOf(model, length), null, List.of("x"), List.of("y"));
            assertThatThrownBy(() -> runtime.open(cut, SessionSettings.with(WeightMode.FOLDED)))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageStartingWith("The U-Net ");
        }
    }

    @Test
    void anOperatorThatDoesNotExistIsReportedInOneLine() {
        OnnxModel model = new TinyOnnx()
                .input("x", DType.F32, -1)
                .node("y", "Sfumato", "x")
                .output("y", DType.F32, -1)
                .build("U-Net");
        assertThatThrownBy(() -> runtime.open(model, SessionSettings.with(WeightMode.FOLDED)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("The U-Net cannot be loaded: ")
                .hasMessageContaining("Sfumato")
                .hasMessageNotContaining("\n");
    }

    private void assertRefused(OnnxModel model, String message) {
        assertThatThrownBy(() -> runtime.open(model, SessionSettings.with(WeightMode.MAPPED)))
                .isInstanceOf(ModelFileException.class)
                .hasMessage(message);
    }
}
