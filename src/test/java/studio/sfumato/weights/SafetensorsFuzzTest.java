package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Damages a good file in thousands of ways. Whatever comes out is either refused by a [ModelFileException], or every
/// tensor lies inside the file and can be read.
class SafetensorsFuzzTest {
    /// What the reader takes for itself, and what it makes of a byte: a name, a list of sizes, an entry in a map.
    private static final long MOST_BYTES_A_CASE = 512 << 10;

    private static final long MOST_TIMES_ITS_SIZE = 32;

    /// What a message says behind the file's name: where in it something is wrong.
    private static final Pattern PLACE =
            Pattern.compile("(: the header is not .+|: tensor '.+|: '.*' is not a JSON object|: __metadata__\\..+"
                    + "|: there (are|is) .+| is not a safetensors file: .+| is truncated: .+| is empty)");
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "-",
            "0",
            "9223372036854775807",
            "1e999",
            "NaN",
            "null",
            "F32",
            "F16",
            "\"shape\":[",
            "\"data_offsets\":[0,",
            "__metadata__",
            "\\u0000",
            "2147483648",
            "-1",
            "\"a\":",
            "/*",
            "0x1");

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void noDamageGetsPastTheChecks() throws IOException {
        damageOften(4000);
    }

    @Test
    @Tag("long")
    @Timeout(3600)
    void noDamageGetsPastTheChecksHoweverOften() throws IOException {
        damageOften(50_000);
    }

    /// The header of a full-size model has some hundred thousand bytes, and most of its damage is far inside.
    @Test
    @Timeout(120)
    void whatALargeFileCostsFollowsItsSize() throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (int i = 0; i < 1500; i++) {
            writer.add("model.layers." + i + ".weight", DType.F16, Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
        }
        damageOften(writer.toBytes(), 200);
    }

    private void damageOften(int cases) throws IOException {
        byte[] good = new SafetensorsWriter()
                .metadata("format", "pt")
                .add("a", DType.F16, Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6))
                .add("b.weight", DType.F32, Tensor.of(Shape.of(4), 1, 2, 3, 4))
                .add("c", DType.U8, Shape.of(2, 1, 1), (byte) 1, (byte) 2)
                .toBytes();
        damageOften(good, cases);
    }

    private void damageOften(byte[] good, int cases) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_122);
        loadClasses(good);
        int refused = 0;
        for (int i = 0; i < cases; i++) {
            byte[] damaged = damage(good, random);
            Path file = Files.write(folder.resolve("fuzz" + i), damaged); // rewriting one file waits for the disk
            Outcome outcome = outcome(file);
            assertThat(outcome.allocated)
                    .as("bytes allocated in case %d", i)
                    .isLessThan(MOST_BYTES_A_CASE + MOST_TIMES_ITS_SIZE * damaged.length);
            if (outcome.refusal.isPresent()) {
                assertThat(outcome.refusal.get()).startsWith("fuzz" + i).doesNotContain("\n");
                assertThat(outcome.refusal.get().substring(("fuzz" + i).length()))
                        .matches(PLACE);
                refused++;
            }
            for (Weight weight : outcome.weights) {
                assertThat(weight.offset() + weight.length()).isLessThanOrEqualTo(damaged.length);
                assertThat(WeightReader.read(weight).shape()).isEqualTo(weight.shape());
            }
            Files.delete(file);
        }
        assertThat(refused).isBetween(cases / 2, cases - 1);
    }

    /// Loading a class allocates, too: each way to fail is gone before anything is measured.
    private void loadClasses(byte[] good) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        outcome(Files.write(folder.resolve("good"), good));
        outcome(Files.writeString(folder.resolve("page"), "<!DOCTYPE html><p>Sign in to go on"));
        for (int i = 0; i < 200; i++) {
            outcome(Files.write(folder.resolve("warm" + i), damage(good, random)));
        }
    }

    /// What came of opening a file.
    private record Outcome(List<Weight> weights, Optional<String> refusal, long allocated) {}

    private static Outcome outcome(Path file) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Weight> weights = List.of();
        Optional<String> refusal = Optional.empty();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            weights = List.copyOf(SafetensorsFile.open(file).weights().values());
        } catch (ModelFileException expected) {
            refusal = Optional.of(String.valueOf(expected.getMessage()));
        }
        return new Outcome(weights, refusal, threads.getCurrentThreadAllocatedBytes() - before);
    }

    private static byte[] damage(byte[] good, RandomGenerator random) {
        byte[] bytes = good.clone();
        int times = random.nextInt(1, 4);
        for (int i = 0; i < times && bytes.length > 0; i++) {
            bytes = switch (random.nextInt(6)) {
                case 0 -> flipped(bytes, random.nextInt(bytes.length), random);
                case 1 -> flipped(bytes, random.nextInt(Math.min(8, bytes.length)), random);
                case 2 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
                case 3 -> Arrays.copyOf(bytes, bytes.length + random.nextInt(1, 64));
                case 4 -> digitChanged(bytes, random);
                default -> inserted(bytes, random);
            };
        }
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, int at, RandomGenerator random) {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        return bytes;
    }

    private static byte[] digitChanged(byte[] bytes, RandomGenerator random) {
        int from = random.nextInt(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int at = (from + i) % bytes.length;
            if (at >= Long.BYTES && Character.isDigit(bytes[at])) {
                bytes[at] = (byte) ('0' + random.nextInt(10));
                break;
            }
        }
        return bytes;
    }

    /// Puts a token over or into the header; the length in front is set right again, so that the parser sees it.
    private static byte[] inserted(byte[] bytes, RandomGenerator random) {
        byte[] token = TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= Long.BYTES) {
            return bytes;
        }
        int length = Math.min(bytes.length - Long.BYTES, (bytes[0] & 0xff) | ((bytes[1] & 0xff) << 8));
        int at = Long.BYTES + random.nextInt(length + 1);
        int skipped = random.nextBoolean() ? 0 : Math.min(token.length, Long.BYTES + length - at);
        byte[] header = new byte[length + token.length - skipped];
        System.arraycopy(bytes, Long.BYTES, header, 0, at - Long.BYTES);
        System.arraycopy(token, 0, header, at - Long.BYTES, token.length);
        System.arraycopy(
                bytes, at + skipped, header, at - Long.BYTES + token.length, Long.BYTES + length - at - skipped);
        return SafetensorsWriter.file(header, Arrays.copyOfRange(bytes, Long.BYTES + length, bytes.length));
    }
}
