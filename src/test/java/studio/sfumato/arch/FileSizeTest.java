package studio.sfumato.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keeps files small enough to read at one sitting (docs/architecture.md says what to do with one that has grown).
class FileSizeTest {
    private static final int LONGEST = 450;

    private record SourceFile(Path path, int lines) {}

    @ParameterizedTest
    @ValueSource(strings = {"src/main/java", "src/test/java"})
    void noFileIsLongerThan450Lines(String root) {
        assertThat(sources(root))
                .isNotEmpty()
                .allSatisfy(file ->
                        assertThat(file.lines()).as(file.path().toString()).isLessThanOrEqualTo(LONGEST));
    }

    @Test
    void halfOfTheFilesHaveAtMost90LinesAndNineInTenAtMost220() {
        List<SourceFile> files = sources("src/main/java");
        assertThat(quantile(files, 0.5)).as("median lines").isLessThanOrEqualTo(90);
        assertThat(quantile(files, 0.9)).as("lines of nine files in ten").isLessThanOrEqualTo(220);
    }

    private static int quantile(List<SourceFile> files, double share) {
        List<Integer> lines = files.stream().map(SourceFile::lines).sorted().toList();
        return lines.get((int) ((lines.size() - 1) * share));
    }

    private static List<SourceFile> sources(String root) {
        try (Stream<Path> paths = Files.walk(Path.of(root))) {
            return paths.filter(path -> path.toString().endsWith(".java"))
                    .map(path -> new SourceFile(path, lines(path)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int lines(Path path) {
        try {
            return Files.readAllLines(path).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
