package studio.sfumato.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/// SD 1.5's U-Net with random weights (860 million, 1.7 GB), called as for two pictures of 512×512.
@Tag("long")
@EnabledOnOs(OS.LINUX)
class FullSizeUNetTest {
    private static final String NETWORK = "sd-1.5 unet";
    private static final int BLOCK = 61_000_006;

    @TempDir
    Path folder;

    private record Published(Map<String, Object> config, Map<String, int[]> tensors) {}

    private record Weights(Map<String, Weight> tensors) implements WeightSource {
        @Override
        public Optional<Weight> find(String key) {
            return Optional.ofNullable(tensors.get(key));
        }

        @Override
        public Set<String> keys() {
            return tensors.keySet();
        }

        @Override
        public String name() {
            return NETWORK;
        }
    }

    @ParameterizedTest
    @CsvSource({"FOLDED, 6, 4.9", "MAPPED, 1, 2.8"})
    void loadsAndRunsWithinItsTimeAndMemory(WeightMode mode, int mostSeconds, double mostGigabytes) throws IOException {
        Published published = published();
        UNetConfig config = UNetConfig.from(ComponentConfig.of(NETWORK, published.config()));
        WeightSource weights = randomWeights(published.tensors());
        OrtRuntime runtime = OrtRuntime.start();
        MemoryProbe probe = new MemoryProbe();
        NativeHeap.trim();
        assertThat(probe.resetPeak()).isTrue();

        Duration begin = processorTime();
        try (Session session = runtime.open(UNet.build(config, weights), SessionSettings.with(mode))) {
            assertThat(processorTime().minus(begin)).isLessThan(Duration.ofSeconds(mostSeconds));
            Tensor noise = noise(Shape.of(2, 4, 64, 64));
            Tensor predicted = session.run(
                    Map.of(
                            UNet.SAMPLE, noise,
                            UNet.TIMESTEP, Tensor.of(Shape.of(2), 500, 500),
                            UNet.CONTEXT, noise(Shape.of(2, 77, 768))),
                    UNet.OUT_SAMPLE,
                    CancellationToken.none());
            assertThat(predicted.shape()).isEqualTo(noise.shape());
        }
        assertThat(probe.use().peakBytes() / 1e9).isLessThan(mostGigabytes);
    }

    /// Half-precision numbers between 1/128 and 1/64, of either sign, and no two tensors alike.
    private WeightSource randomWeights(Map<String, int[]> shapes) throws IOException {
        Path file = folder.toRealPath().resolve("unet.bin");
        Map<String, Weight> tensors = new LinkedHashMap<>();
        long end = 0;
        for (Map.Entry<String, int[]> each : shapes.entrySet()) {
            Shape shape = Shape.of(each.getValue());
            long length = 2L * shape.elements();
            tensors.put(each.getKey(), new Weight(each.getKey(), DType.F16, shape, file, end, length));
            end += length;
        }
        byte[] block = new byte[BLOCK];
        new SplittableRandom(1).nextBytes(block);
        for (int i = 1; i < BLOCK; i += 2) {
            block[i] = (byte) ((block[i] & 0x83) | 0x20);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < end; at += BLOCK) {
                channel.write(ByteBuffer.wrap(block, 0, (int) Math.min(BLOCK, end - at)));
            }
        }
        return new Weights(tensors);
    }

    private static Tensor noise(Shape shape) {
        SplittableRandom random = new SplittableRandom(7);
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.wrap(shape, values);
    }

    private static Published published() throws IOException {
        try (InputStream file = FullSizeUNetTest.class.getResourceAsStream("/golden/networks/tensors.json.gz");
                InputStream json = new GZIPInputStream(file)) {
            Map<String, Published> all = new ObjectMapper().readValue(json, new TypeReference<>() {});
            return Objects.requireNonNull(all.get(NETWORK));
        }
    }

    private static Duration processorTime() {
        return Duration.ofNanos(
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime());
    }
}
