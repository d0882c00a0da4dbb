package studio.sfumato.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;

/// 38 half-precision matrices of 2048×2048, 304 MiB in their file, multiplied one after the other.
@EnabledOnOs(OS.LINUX)
class MemoryReturnTest {
    private static final int SIZE = 2048;
    private static final int LAYERS = 38;
    private static final long BYTES = 2L * SIZE * SIZE;
    private static final long FILE_BYTES = LAYERS * BYTES;
    private static final long MIB = 1 << 20;

    private final OrtRuntime runtime = OrtRuntime.start();
    private final MemoryProbe probe = new MemoryProbe();

    @TempDir
    Path folder;

    private OnnxModel chain() throws IOException {
        try (FileChannel file =
                FileChannel.open(folder.resolve("w.bin"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] layer = new byte[(int) BYTES];
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < LAYERS; i++) {
                // Layers differ, as ONNX Runtime keeps equal ones once; no exponent is that of NaN or infinity.
                random.nextBytes(layer);
                for (int at = 0; at < layer.length; at++) {
                    layer[at] &= 0x3F;
                }
                file.write(ByteBuffer.wrap(layer));
            }
        }
        TinyOnnx onnx = new TinyOnnx().input("x0", DType.F32, 1, SIZE);
        for (int i = 0; i < LAYERS; i++) {
            onnx.external("h" + i, DType.F16, "w.bin", i * BYTES, BYTES, SIZE, SIZE);
            onnx.cast("w" + i, "h" + i, DType.F32);
        }
        for (int i = 0; i < LAYERS; i++) {
            onnx.node("x" + (i + 1), "MatMul", "x" + i, "w" + i);
        }
        return onnx.output("x" + LAYERS, DType.F32, 1, SIZE).build("U-Net", folder);
    }

    /// How much more memory than before is held at most, with the model just used, and after it was dropped.
    private long[] growth(WeightMode mode) throws IOException {
        OnnxModel model = chain();
        ModelCache<String, Session> cache = ModelCache.ofSessions();
        NativeHeap.trim();
        long before = probe.use().residentBytes();
        assertThat(probe.resetPeak()).isTrue();
        cache.use(
                "U-Net",
                () -> runtime.open(model, SessionSettings.with(mode)),
                CancellationToken.none(),
                session -> session.run(Map.of("x0", Tensor.zeros(Shape.of(1, SIZE))), CancellationToken.none()));
        MemoryUse used = probe.use();
        cache.evict("U-Net");
        return new long[] {
            used.peakBytes() - before,
            used.residentBytes() - before,
            probe.use().residentBytes() - before
        };
    }

    @Test
    void aFoldedModelTakesTwiceItsFileAndGivesItBackWhenDropped() throws IOException {
        long[] growth = growth(WeightMode.FOLDED);
        assertThat(growth[0]).isBetween(2 * FILE_BYTES - 64 * MIB, 2 * FILE_BYTES + 256 * MIB);
        assertThat(growth[1]).isGreaterThan(2 * FILE_BYTES - 64 * MIB);
        assertThat(growth[2]).isLessThan(FILE_BYTES / 3);
    }

    @Test
    void aMappedModelTakesLittleMoreThanItsFileAndGivesItBackWhenDropped() throws IOException {
        long[] growth = growth(WeightMode.MAPPED);
        assertThat(growth[0]).isBetween(FILE_BYTES / 2, FILE_BYTES + 200 * MIB);
        assertThat(growth[2]).isLessThan(FILE_BYTES / 3);
    }
}
