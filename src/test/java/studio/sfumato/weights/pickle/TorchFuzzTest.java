package studio.sfumato.weights.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightReader;

/// Damages a good PyTorch file in thousands of ways, in its archive and in its pickle. Whatever comes out is
/// either refused in one line that names the file, or every tensor lies inside the file and can be read.
class TorchFuzzTest {
    /// What the reader takes for itself, and what it makes of a byte: a name, a list of sizes, an entry in a map.
    private static final long MOST_BYTES_A_CASE = 512 << 10;

    private static final long MOST_TIMES_ITS_SIZE = 32;

    /// What a message says behind the file's name: where in it something is wrong.
    private static final Pattern PLACE =
            Pattern.compile("( is a damaged PyTorch file: .+| is a zip archive, but has no data\\.pkl: .+"
                    + "| has (no list of its storages|several files called data\\.pkl)| lists a storage that no tensor has"
                    + "| is a pickle that PyTorch did not write| was written on a machine with the highest byte first| is truncated: .+"
                    + "| is not a safetensors file: .+| wants more than a list of tensors: .+"
                    + "|: its (data\\.pkl|list of tensors) .+|: tensor '.+)");

    /// Instructions that make, take apart, remember, name and call.
    private static final int[] INSTRUCTIONS = {
        '(', ')', ']', '}', 't', 'l', 'd', 'u', 's', 'a', 'e', 'R', 'b', 'Q', 'q', 'r', 'h', 'j', 'N', 'K', 'J', 'X',
        'c', '0', '1', '2', '.', 0x80, 0x81, 0x85, 0x86, 0x87, 0x88, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x90, 0x93, 0x94,
        0x95, 0xff
    };

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void noDamageGetsPastTheChecks() throws IOException {
        damageOften(3000);
    }

    @Test
    @Tag("long")
    @Timeout(3600)
    void noDamageGetsPastTheChecksHoweverOften() throws IOException {
        damageOften(50_000);
    }

    private void damageOften(int cases) throws IOException {
        TorchWriter writer = writer();
        byte[] good = Files.readAllBytes(writer.write(folder.resolve("good")));
        assertThat(outcome(folder.resolve("good")).weights).hasSize(3);
        damageOften(good, writer.pickle().length, cases);
        byte[] old = Files.readAllBytes(Path.of("src/test/resources/golden/upscalers/compact-x2-old.pth"));
        damageOften(old, 1500, cases / 3); // its pickles are about so long
    }

    /// The pickle of a full-size model has some hundred thousand bytes.
    @Test
    @Timeout(120)
    void whatALargeFileCostsFollowsItsSize() throws IOException {
        TorchWriter writer = new TorchWriter().op("}(");
        for (int i = 0; i < 1000; i++) {
            writer.text("model.layers." + i + ".weight")
                    .tensor("HalfStorage", "0", 0, new int[] {2, 3}, new int[] {3, 1});
        }
        writer.op("u.").storage("0", new byte[12]);
        byte[] good = Files.readAllBytes(writer.write(folder.resolve("large")));
        assertThat(outcome(folder.resolve("large")).weights).hasSize(1000);
        damageOften(good, writer.pickle().length, 200);
    }

    private void damageOften(byte[] good, int pickle, int cases) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_122);
        int refused = 0;
        for (int i = 0; i < cases; i++) {
            byte[] damaged = damage(good, pickle, random);
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
        assertThat(refused).isBetween(cases / 3, cases - 1);
    }

    private static TorchWriter writer() {
        TorchWriter writer =
                new TorchWriter().op("}q").op(0).op("(").text("epoch").whole(3);
        writer.text("state_dict")
                .global("collections", "OrderedDict")
                .op(")Rq")
                .op(1)
                .op("(");
        writer.text("a.weight").tensor("HalfStorage", "0", 0, new int[] {2, 3}, new int[] {3, 1});
        writer.text("b.weight").tensor("FloatStorage", "1", 1, new int[] {2, 2}, new int[] {1, 2});
        writer.text("c").tensor("LongStorage", "2", 0, new int[] {}, new int[] {});
        writer.op("uu.");
        return writer.storage("0", new byte[12]).storage("1", new byte[20]).storage("2", new byte[8]);
    }

    /// What came of opening a file.
    private record Outcome(List<Weight> weights, Optional<String> refusal, long allocated) {}

    private static Outcome outcome(Path file) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Weight> weights = List.of();
        Optional<String> refusal = Optional.empty();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            weights = List.copyOf(TensorFile.open(file).weights().values());
        } catch (ModelFileException | UnsupportedModelException expected) {
            refusal = Optional.of(String.valueOf(expected.getMessage()));
        }
        return new Outcome(weights, refusal, threads.getCurrentThreadAllocatedBytes() - before);
    }

    private static byte[] damage(byte[] good, int pickle, RandomGenerator random) {
        byte[] bytes = good.clone();
        int times = random.nextInt(1, 4);
        for (int i = 0; i < times; i++) {
            int inPickle = Math.min(bytes.length - 1, 44 + random.nextInt(pickle)); // behind the archive's first header
            switch (random.nextInt(7)) {
                case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                case 1, 2 -> bytes[inPickle] ^= (byte) (1 << random.nextInt(8));
                case 3, 4 -> bytes[inPickle] = (byte) INSTRUCTIONS[random.nextInt(INSTRUCTIONS.length)];
                case 5 -> bytes = Arrays.copyOf(bytes, random.nextInt(1, bytes.length + 32));
                default ->
                    bytes[bytes.length - 1 - random.nextInt(Math.min(200, bytes.length))] = (byte) random.nextInt();
            }
        }
        return bytes;
    }
}
