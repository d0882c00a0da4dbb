package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KeptHashesTest {
    @TempDir
    Path folder;

    private Path file;
    private final List<String> workedOut = new ArrayList<>();

    @BeforeEach
    void place() {
        file = folder.resolve("cache/hashes.txt");
    }

    private KeptHashes most(int most) {
        return new KeptHashes(Optional.of(file), most);
    }

    /// A hash that belongs to a key, and to no other of these tests.
    private static String hash(String key) {
        return "%064x".formatted(Integer.toUnsignedLong(key.hashCode()));
    }

    private String get(KeptHashes hashes, String key) {
        String got = hashes.get(key, () -> {
            workedOut.add(key);
            return hash(key);
        });
        assertThat(got).isEqualTo(hash(key));
        return got;
    }

    private String stamp(int number) throws IOException {
        Path one = folder.resolve("lora" + number + ".safetensors");
        return FileStamp.of(Files.exists(one) ? one : Files.writeString(one, "lora " + number));
    }

    @Test
    @Timeout(60)
    void thousandsAreWorkedOutOnceAndReadByTheNextRun() {
        List<String> keys =
                IntStream.range(0, 5000).mapToObj(i -> "/loras/" + i + "|9|8").toList();
        KeptHashes first = new KeptHashes(file);
        keys.forEach(key -> get(first, key));
        assertThat(workedOut).hasSize(5000);

        keys.forEach(key -> get(first, key));
        KeptHashes next = new KeptHashes(file);
        keys.forEach(key -> get(next, key));
        assertThat(workedOut).as("again").hasSize(5000);
    }

    @Test
    @Timeout(60)
    void aFullFileIsReadAtOnceAndATenthIsDroppedWhenItGrows() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                IntStream.range(0, 100_000)
                        .mapToObj(i -> hash("/loras/" + i + "|9|8") + "\t/loras/" + i + "|9|8\n")
                        .collect(Collectors.joining()));
        KeptHashes hashes = new KeptHashes(file);
        get(hashes, "/loras/0|9|8");
        get(hashes, "/loras/99999|9|8");
        assertThat(workedOut).isEmpty();

        get(hashes, "/loras/100000|9|8");
        assertThat(Files.readAllLines(file)).hasSize(90_000);
        KeptHashes next = new KeptHashes(file);
        get(next, "/loras/10001|9|8");
        get(next, "/loras/100000|9|8");
        assertThat(workedOut).containsExactly("/loras/100000|9|8");
    }

    @Test
    void thoseWhoseFilesAreGoneOrChangedAreDroppedFirst() throws IOException {
        KeptHashes hashes = most(20);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            keys.add((i % 2 == 0 ? "tensors|" : "") + stamp(i) + (i == 3 ? "|" + stamp(i) + "|" : ""));
            get(hashes, keys.get(i));
        }
        Files.delete(folder.resolve("lora7.safetensors"));
        Files.writeString(folder.resolve("lora12.safetensors"), "of another size");
        keys.add(stamp(20));
        get(hashes, keys.get(20));
        workedOut.clear();

        KeptHashes next = most(20);
        for (int i : new int[] {1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20}) {
            get(next, keys.get(i));
        }
        assertThat(workedOut).isEmpty();
        get(next, keys.get(7));
        get(next, keys.get(12));
        get(next, keys.get(0));
        assertThat(workedOut)
                .as("the two, and as a third the oldest")
                .containsExactly(keys.get(7), keys.get(12), keys.get(0));
    }

    @Test
    void aLineThatWasCutOffSpoilsNoOther() throws IOException {
        get(new KeptHashes(file), "one|1|1");
        Files.writeString(file, hash("cut|1|1").substring(9), StandardOpenOption.APPEND);
        KeptHashes hashes = new KeptHashes(file);
        get(hashes, "two|2|2");
        get(hashes, "cut|1|1");
        workedOut.clear();

        KeptHashes next = new KeptHashes(file);
        Stream.of("one|1|1", "two|2|2", "cut|1|1").forEach(key -> get(next, key));
        assertThat(workedOut).isEmpty();
    }

    @Test
    void twoProgramsSeeEachOthers() {
        KeptHashes here = new KeptHashes(file);
        KeptHashes there = new KeptHashes(file);
        get(here, "a|1|1");
        get(there, "b|1|1");
        get(here, "b|1|1");
        get(there, "a|1|1");
        assertThat(workedOut).containsExactly("a|1|1", "b|1|1");
    }

    @Test
    void oneThatMadeTheFileAnewIsNoticed() {
        KeptHashes here = most(10);
        KeptHashes there = most(10);
        IntStream.range(0, 10).forEach(i -> get(here, "file of a long name " + i));
        get(there, "file of a long name 9");
        get(here, "x");
        get(there, "x");
        assertThat(workedOut).hasSize(11).endsWith("x");
    }

    @Test
    void severalThreadsLoseNone() throws Exception {
        KeptHashes hashes = new KeptHashes(file);
        List<String> keys = IntStream.range(0, 200).mapToObj(i -> "k" + i).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<String>> all = keys.stream()
                    .map(key -> threads.submit(() -> hashes.get(key, () -> hash(key))))
                    .toList();
            for (Future<String> one : all) {
                one.get();
            }
        }
        KeptHashes next = new KeptHashes(file);
        keys.forEach(key -> get(next, key));
        assertThat(workedOut).isEmpty();
    }

    @Test
    void namesMayHaveAnythingInThem() {
        List<String> keys = List.of("/a\nb|1|2", "/a\r\nb|1|2", "/100%0A|1|2", "/100%250A|1|2", "/a\tb\u2028c|1|2");
        KeptHashes hashes = new KeptHashes(file);
        keys.forEach(key -> get(hashes, key));
        KeptHashes next = new KeptHashes(file);
        keys.forEach(key -> get(next, key));
        assertThat(workedOut).containsExactlyElementsOf(keys);
    }
}
