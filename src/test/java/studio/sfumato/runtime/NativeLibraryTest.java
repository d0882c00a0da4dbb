package studio.sfumato.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    private static final byte[] LIBRARY = "the library".repeat(10_000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path root;

    private Path jar;
    private Path cache;

    @BeforeEach
    void packJar() throws IOException {
        jar = root.resolve("ort.jar");
        cache = root.resolve("a cache/ü");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String name : List.of("linux-x64/liba.so", "linux-x64/liba.so.dSYM/debug", "win-x64/a.dll")) {
                zip.putNextEntry(new ZipEntry("ai/onnxruntime/native/" + name));
                zip.write(LIBRARY);
                zip.closeEntry();
            }
        }
    }

    private NativeLibrary library() {
        return new NativeLibrary(cache, jar, "linux-x64");
    }

    private Path unpacked() {
        return library().unpack().orElseThrow();
    }

    @Test
    void thePlatformsLibrariesAreUnpackedOnce() throws IOException {
        Path folder = unpacked();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("liba.so"));
        }
        assertThat(folder.resolve("liba.so")).hasBinaryContent(LIBRARY);
        FileTime written = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(folder.resolve("liba.so"), written);
        assertThat(unpacked()).isEqualTo(folder);
        assertThat(Files.getLastModifiedTime(folder.resolve("liba.so"))).isEqualTo(written);
    }

    @Test
    void aCutOrMissingLibraryIsUnpackedAgain() throws IOException {
        Path file = unpacked().resolve("liba.so");
        Files.write(file, new byte[LIBRARY.length / 2]);
        assertThat(unpacked().resolve("liba.so")).hasBinaryContent(LIBRARY);
        Files.delete(file);
        assertThat(unpacked().resolve("liba.so")).hasBinaryContent(LIBRARY);
    }

    @Test
    void startsAtTheSameTimeAllFindAWholeLibraryAndLeaveNothingBehind() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Path>> starts = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(this::unpacked))
                    .toList();
            for (Future<Path> start : starts) {
                assertThat(start.get().resolve("liba.so")).hasBinaryContent(LIBRARY);
            }
        }
        try (Stream<Path> folders = Files.list(cache)) {
            assertThat(folders).hasSize(1);
        }
    }

    @Test
    void aCacheThatCannotBeWrittenOrAJarWithoutLibrariesIsNoObstacle() throws IOException {
        assertThat(new NativeLibrary(cache, jar, "plan9-x64").unpack()).isEmpty();
        Files.createDirectories(cache.getParent());
        Files.writeString(cache, "a file where the folder should be");
        assertThat(library().unpack()).isEqualTo(Optional.empty());
        assertThat(new NativeLibrary(root, root.resolve("absent.jar"), "linux-x64").unpack())
                .isEmpty();
    }

    @Test
    void aDamagedJarIsNotUnpacked() throws IOException {
        byte[] bytes = Files.readAllBytes(jar);
        int inTheFirstLibrary = 150;
        bytes[inTheFirstLibrary] ^= 1;
        Files.write(jar, bytes);
        assertThat(library().unpack()).isEqualTo(Optional.empty());
        try (Stream<Path> folders = Files.list(cache)) {
            assertThat(folders).isEmpty();
        }
    }

    /// Runs in a JVM of its own, as a library is loaded once.
    static final class Start {
        private Start() {}

        public static void main(String[] args) {
            OrtRuntime runtime = OrtRuntime.start(Path.of(args[0]));
            boolean works = runtime.status(ExecutionProvider.CPU).usable();
            System.exit(works && System.getProperty("onnxruntime.native.path").startsWith(args[0]) ? 42 : 1);
        }
    }

    @Test
    void onnxRuntimeStartsFromTheCacheAndLeavesNothingInTheTemporaryFolder() throws Exception {
        Path temporary = Files.createDirectory(root.resolve("tmp"));
        for (int i = 0; i < 2; i++) {
            Process start = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-Djava.io.tmpdir=" + temporary,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Start.class.getName(),
                            cache.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(root.resolve("log").toFile())
                    .start();
            assertThat(start.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(start.exitValue())
                    .as(Files.readString(root.resolve("log")))
                    .isEqualTo(42);
        }
        try (Stream<Path> left = Files.walk(temporary)) {
            assertThat(left.filter(Files::isRegularFile)
                            .filter(file -> file.toString().contains("onnx")))
                    .isEmpty();
        }
    }
}
