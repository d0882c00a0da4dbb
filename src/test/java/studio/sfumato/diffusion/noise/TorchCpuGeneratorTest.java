package studio.sfumato.diffusion.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// Against torch 2.15 with AVX2; the numbers come from `tools/golden/noise.py`.
class TorchCpuGeneratorTest {
    record Golden(String torch, String cpu, List<Run> runs) {}

    record Run(
            String seed,
            List<Integer> ints,
            List<Integer> uniforms,
            List<Double> doubles,
            List<List<Integer>> normals,
            List<List<Integer>> mixed,
            Map<Integer, Long> crc) {
        TorchCpuGenerator fresh() {
            return new TorchCpuGenerator(Long.parseUnsignedLong(seed));
        }

        @Override
        public String toString() {
            return "seed " + seed;
        }
    }

    static List<Run> runs() throws IOException {
        try (InputStream json = TorchCpuGeneratorTest.class.getResourceAsStream("/golden/noise.json")) {
            return JsonMapper.shared().readValue(json, Golden.class).runs();
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void integersAreEqualPastTheFirstTwist(Run run) {
        TorchCpuGenerator generator = run.fresh();
        assertThat(IntStream.range(0, 700).map(i -> generator.nextInt() & Integer.MAX_VALUE))
                .containsExactlyElementsOf(run.ints());
    }

    @ParameterizedTest
    @MethodSource("runs")
    void uniformsAreEqualBitByBit(Run run) {
        TorchCpuGenerator generator = run.fresh();
        assertThat(IntStream.range(0, 40).map(i -> Float.floatToRawIntBits(generator.nextFloat())))
                .containsExactlyElementsOf(run.uniforms());
    }

    @ParameterizedTest
    @MethodSource("runs")
    void doublesAreEqual(Run run) {
        TorchCpuGenerator generator = run.fresh();
        assertThat(DoubleStream.generate(generator::nextDouble).limit(8)).containsExactlyElementsOf(run.doubles());
    }

    @ParameterizedTest
    @MethodSource("runs")
    void normalsAreEqualBitByBitFromSixteenOnAndWithinTwoUlpBelow(Run run) {
        for (int n = 1; n <= 40; n++) {
            assertNormals(run.normals().get(n - 1), run.fresh().normals(n));
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void drawsOfChangingLengthFollowOnAsInTorch(Run run) {
        TorchCpuGenerator generator = run.fresh();
        run.mixed().forEach(expected -> assertNormals(expected, generator.normals(expected.size())));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void longRunsAreEqualBitByBit(Run run) {
        assertThat(run.crc())
                .hasSize(4)
                .allSatisfy(
                        (n, expected) -> assertThat(crc(run.fresh().normals(n))).isEqualTo(expected));
    }

    private static void assertNormals(List<Integer> expected, float[] actual) {
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < actual.length; i++) {
            float wanted = Float.intBitsToFloat(expected.get(i));
            if (actual.length >= 16) {
                assertThat(Float.floatToRawIntBits(actual[i])).isEqualTo(expected.get(i));
            } else {
                assertThat((double) actual[i])
                        .isBetween(wanted - 2.0 * Math.ulp(wanted), wanted + 2.0 * Math.ulp(wanted));
            }
        }
    }

    private static long crc(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
