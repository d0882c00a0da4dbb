package studio.sfumato.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ImageFileException;

class DraftFileTest {
    private static final DraftFile.Draft SOME = new DraftFile.Draft(
            Map.of("prompt", "a \"fox\",\n狐", "steps", "20"), Map.of("history", List.of("a cat", "a fox")));

    @TempDir
    Path folder;

    private Path path;
    private DraftFile file;

    @BeforeEach
    void choosePath() {
        path = folder.resolve("data/create.json");
        file = new DraftFile(path);
    }

    @Test
    void whatWasKeptComesBack() {
        assertThat(file.load()).isEqualTo(new DraftFile.Loaded(DraftFile.Draft.EMPTY, List.of()));
        file.save(SOME);
        assertThat(new DraftFile(path).load()).isEqualTo(new DraftFile.Loaded(SOME, List.of()));
    }

    @Test
    void whatANewerVersionWroteSurvives() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "{\"version\": 7, \"values\": {\"later\": \"yes\"}, \"more\": [1]}");
        file.save(SOME);
        assertThat(Files.readString(path)).contains("\"version\" : 7", "\"later\" : \"yes\"", "\"more\" : [ 1 ]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"values\": ", "\u0000\u0001"})
    void aBrokenFileIsKeptAsideAndTold(String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        DraftFile.Loaded loaded = file.load();
        assertThat(loaded.draft()).isEqualTo(DraftFile.Draft.EMPTY);
        assertThat(loaded.notes())
                .singleElement()
                .satisfies(note -> assertThat(note)
                        .contains(path.toString(), "kept as create.json.broken-", "Create starts as new"));
        try (Stream<Path> files = Files.list(path.getParent())) {
            assertThat(files)
                    .singleElement()
                    .satisfies(aside -> assertThat(aside).hasContent(text));
        }
        file.save(SOME);
        assertThat(file.load().draft()).isEqualTo(SOME);
    }

    @Test
    void valuesThatAreNoTextArePassedOverAndTold() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(
                path,
                "{\"values\": {\"a\": 1, \"b\": \"two\", \"c\": null}, \"lists\": {\"l\": [\"x\", {}], \"m\": 3}}");
        DraftFile.Loaded loaded = file.load();
        assertThat(loaded.draft().values()).isEqualTo(Map.of("b", "two"));
        assertThat(loaded.draft().list("l")).containsExactly("x");
        assertThat(loaded.notes())
                .singleElement()
                .satisfies(note -> assertThat(note).contains("3 of the values"));
    }

    @Test
    void aFolderInItsPlaceIsNamed() throws IOException {
        Files.createDirectories(path);
        assertThatThrownBy(() -> file.save(SOME))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining("create.json");
    }
}
