package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.image.Png;

/// A real process is killed in the middle of its work, as a power cut would, and another one finishes it.
@Timeout(300)
class KilledQueueTest {
    private static final int PICTURES = 6;

    @TempDir
    Path folder;

    private CliFixture.Outcome run(String... args) {
        return new CliFixture(folder, CliFixture.MODELS).run(args);
    }

    private Process generate() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "--enable-native-access=ALL-UNNAMED",
                "studio.sfumato.app.Launcher"));
        command.addAll(List.of(
                "generate",
                "a fox",
                "--model",
                "sd1",
                "--size",
                "64x64",
                "--steps",
                "40",
                "--seed",
                "70",
                "--threads",
                "1"));
        command.addAll(List.of("--count", Integer.toString(PICTURES), "-o", out().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SFUMATO_DATA", folder.toString());
        builder.environment()
                .put("SFUMATO_MODELS", CliFixture.MODELS.toAbsolutePath().toString());
        return builder.start();
    }

    private Path out() {
        return folder.resolve("out");
    }

    private Map<Path, FileTime> pictures() throws IOException {
        Map<Path, FileTime> pictures = new TreeMap<>();
        try (Stream<Path> files = Files.list(out())) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".png")).toList()) {
                pictures.put(file, Files.getLastModifiedTime(file));
            }
        }
        return pictures;
    }

    @Test
    void noPictureIsLostAndNoneIsMadeTwice() throws IOException, InterruptedException {
        Process child = generate();
        try (BufferedReader lines = child.inputReader()) {
            assertThat(lines.readLine()).endsWith("-70.png");
            assertThat(lines.readLine()).endsWith("-71.png");
            assertThat(run("queue").out()).contains("Nothing is left"); // it is still at work
            child.destroyForcibly();
        }
        assertThat(child.waitFor()).isNotZero();
        Map<Path, FileTime> before = pictures();
        assertThat(before.size()).isBetween(2, PICTURES - 1);

        assertThat(run("queue").out()).contains("of " + PICTURES + "  sd1  64x64  a fox", "queue resume");
        CliFixture.Outcome done = run("queue", "resume", "--threads", "1");

        assertThat(done.code()).as(done.err()).isZero();
        Map<Path, FileTime> after = pictures();
        assertThat(after).containsAllEntriesOf(before);
        assertThat(after.keySet().stream()
                        .map(file -> file.getFileName().toString().substring(6)))
                .containsExactlyInAnyOrder("70.png", "71.png", "72.png", "73.png", "74.png", "75.png");
        assertThat(after.keySet())
                .allSatisfy(file -> assertThat(Png.read(file).raster().width()).isEqualTo(64));
        assertThat(run("queue").out()).contains("Nothing is left");
        assertThat(run("gallery", "search", "fox").out()).contains(PICTURES + " of " + PICTURES);
    }

    @Test
    void aKillBetweenAPictureAndItsPlaceInTheGalleryLosesNothing() throws IOException, InterruptedException {
        Process child = generate();
        try (BufferedReader lines = child.inputReader()) {
            assertThat(lines.readLine()).endsWith("-70.png");
            child.destroyForcibly();
        }
        child.waitFor();
        Path gallery = folder.resolve("library");
        try (Stream<Path> files = Files.list(gallery)) { // as if it had not come to it
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        assertThat(run("gallery", "search", "fox").out()).contains("No picture is like that");
        assertThat(run("queue", "clear", "--yes").err()).isEmpty();
        assertThat(run("gallery", "search", "fox").out()).contains("-70.png");
    }

    @Test
    void whatNobodyWantsIsForgotten() throws IOException, InterruptedException {
        Process child = generate();
        try (BufferedReader lines = child.inputReader()) {
            assertThat(lines.readLine()).endsWith("-70.png");
            child.destroyForcibly();
        }
        child.waitFor();
        assertThat(run("generate", "a boat", "--model", "sd1", "--size", "48x48", "--steps", "1")
                        .err())
                .contains("see: sfumato queue");
        assertThat(run("queue", "clear").code()).isEqualTo(2);
        assertThat(run("queue", "clear", "--yes").out()).contains("forgotten");
        assertThat(run("queue").out()).contains("Nothing is left");
    }
}
