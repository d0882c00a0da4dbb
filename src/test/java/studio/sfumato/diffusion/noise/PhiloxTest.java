package studio.sfumato.diffusion.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// Against A1111's `RNG: NV`; the numbers come from `tools/golden/philox.py`.
class PhiloxTest {
    record Run(String seed, List<List<Integer>> draws, long crc) {
        Philox fresh() {
            return new Philox(Long.parseUnsignedLong(seed));
        }

        @Override
        public String toString() {
            return "seed " + seed;
        }
    }

    static List<Run> runs() throws IOException {
        try (InputStream json = PhiloxTest.class.getResourceAsStream("/golden/philox.json")) {
            return Arrays.asList(JsonMapper.shared().readValue(json, Run[].class));
        }
    }

    @Test
    void theNumbersA1111PublishesForSeed0ComeOut() {
        assertThat(new Philox(0).normals(12))
                .containsExactly(
                        new float[] {
                            -0.9246626f,
                            -0.42534414f,
                            -2.6438458f,
                            0.14518388f,
                            -0.12086647f,
                            -0.5797256f,
                            -0.6228512f,
                            -0.32838708f,
                            -1.0745423f,
                            -0.36314407f,
                            -1.6710507f,
                            2.265505f
                        },
                        Offset.offset(3e-7f));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void drawsThatFollowOneAnotherAreEqualBitByBit(Run run) {
        Philox generator = run.fresh();
        for (List<Integer> draw : run.draws()) {
            float[] numbers = generator.normals(draw.size());
            assertThat(IntStream.range(0, numbers.length).map(i -> Float.floatToRawIntBits(numbers[i])))
                    .containsExactlyElementsOf(draw);
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theNoiseOfAWholePictureIsEqualBitByBit(Run run) {
        float[] numbers = run.fresh().normals(16384);
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        assertThat(crc.getValue()).isEqualTo(run.crc());
    }

    @Test
    void aSmallerDrawIsTheBeginningOfALargerOne() {
        assertThat(new Philox(5).normals(100)).startsWith(new Philox(5).normals(30));
    }
}
