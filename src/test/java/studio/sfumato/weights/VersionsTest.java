package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.ModelFileException;

class VersionsTest {
    @TempDir
    Path folder;

    private void replace(Path target, String content) throws IOException {
        Versions.replace(target, Files.writeString(folder.resolve("fresh"), content));
    }

    @Test
    void whatIsReplacedIsKeptAndCanBeTakenBackAndForth() throws IOException {
        Path model = folder.resolve("fox.safetensors");
        replace(model, "one");
        assertThat(Versions.of(model)).isEmpty();
        replace(model, "two");
        replace(model, "three");
        assertThat(model).hasContent("three");
        assertThat(Versions.of(model))
                .hasSize(2)
                .extracting(Versions.Version::bytes)
                .containsExactly(3L, 3L);

        Versions.takeBack(model, Versions.of(model).getLast());
        assertThat(model).hasContent("one");
        assertThat(contents(model)).containsExactlyInAnyOrder("two", "three");

        Versions.takeBack(model, Versions.of(model).getFirst());
        assertThat(model).hasContent("three");
        assertThat(contents(model)).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void versionsOfAFileThatIsGoneCanBeTakenBack() throws IOException {
        Path model = folder.resolve("fox.safetensors");
        replace(model, "one");
        replace(model, "two");
        Files.delete(model);
        Versions.takeBack(model, Versions.of(model).getFirst());
        assertThat(model).hasContent("one");
        assertThat(Versions.of(model)).isEmpty();
    }

    @Test
    void otherFilesAmongThemAreLeftAlone() throws IOException {
        Path model = folder.resolve("fox.safetensors");
        replace(model, "one");
        replace(model, "two");
        Files.writeString(Versions.of(model).getFirst().file().resolveSibling("notes.txt"), "mine");
        assertThat(Versions.of(model)).hasSize(1);
    }

    @Test
    void whatCannotBePutBackSaysSoAndNothingIsLost() throws IOException {
        Path model = folder.resolve("fox.safetensors");
        replace(model, "one");
        replace(model, "two");
        Versions.Version old = Versions.of(model).getFirst();
        Files.move(old.file(), folder.resolve("elsewhere"));
        assertThatThrownBy(() -> Versions.takeBack(model, old))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("fox.safetensors cannot be replaced");
        assertThat(model).hasContent("two");
        assertThat(Versions.of(model)).isEmpty();
    }

    @Test
    void aCopyOfAnotherFileTakesItsPlace() throws IOException {
        Path model = folder.resolve("fox.safetensors");
        replace(model, "one");
        Path other = Files.writeString(folder.resolve("other.safetensors"), "two");
        Versions.replaceByCopy(model, other);
        assertThat(model).hasContent("two");
        assertThat(other).as("it stays").hasContent("two");
        assertThat(contents(model)).containsExactly("one");
    }

    @Test
    void aCopyThatCannotBeMadeChangesNothing() throws IOException {
        Path model = folder.resolve("fox.safetensors");
        replace(model, "one");
        assertThatThrownBy(() -> Versions.replaceByCopy(model, folder.resolve("gone.safetensors")))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("fox.safetensors cannot be replaced");
        assertThat(model).hasContent("one");
        assertThat(folder.resolve(".versions/fox.safetensors")).isEmptyDirectory();
    }

    private static List<String> contents(Path model) {
        return Versions.of(model).stream()
                .map(version -> {
                    try {
                        return Files.readString(version.file());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }
}
