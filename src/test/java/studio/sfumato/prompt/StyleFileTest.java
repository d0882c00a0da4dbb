package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.RequestException;

class StyleFileTest {
    private static final PromptStyle CLAY =
            new PromptStyle("Clay", "clay model of {prompt}, \"soft\" light,\nstudio", "sharp, photo");
    private static final PromptStyle NIGHT = new PromptStyle("Night", "at night", "");

    @TempDir
    Path folder;

    private StyleFile file;

    @BeforeEach
    void choosePath() {
        file = new StyleFile(folder.resolve("data/styles.csv"));
    }

    @Test
    void stylesSurroundPromptsOrFollowThemOneAfterTheOther() {
        assertThat(PromptStyle.positive("a fox", List.of(CLAY, NIGHT)))
                .isEqualTo("clay model of a fox, \"soft\" light,\nstudio, at night");
        assertThat(PromptStyle.negative("", List.of(CLAY, NIGHT))).isEqualTo("sharp, photo");
        assertThat(PromptStyle.negative("text", List.of(CLAY))).isEqualTo("text, sharp, photo");
        assertThat(PromptStyle.positive("a fox", List.of())).isEqualTo("a fox");
        assertThat(PromptStyle.positive(" a fox ", List.of(new PromptStyle("Empty", "", ""))))
                .isEqualTo("a fox");
    }

    @Test
    void whatWasKeptComesBack() {
        assertThat(file.read()).isEmpty();
        file.write(List.of(CLAY, NIGHT));
        assertThat(file.read()).containsExactly(CLAY, NIGHT);
    }

    @Test
    void a1111sOwnFilesAreRead() throws IOException {
        Path path = folder.resolve("styles.csv");
        Files.writeString(path, "\ufeff" + """
                name,prompt,negative_prompt,extra\r
                None,,\r
                "Oil, thick","oil painting of {prompt}, impasto","photo",1\r
                ,ignored,\r
                Short,only a prompt\r
                """);
        assertThat(new StyleFile(path).read())
                .containsExactly(
                        new PromptStyle("None", "", ""),
                        new PromptStyle("Oil, thick", "oil painting of {prompt}, impasto", "photo"),
                        new PromptStyle("Short", "only a prompt", ""));
    }

    @Test
    void otherTablesAreRefusedByName() throws IOException {
        Path path = folder.resolve("other.csv");
        Files.writeString(path, "a,b\n1,2\n");
        assertThatThrownBy(() -> new StyleFile(path).read())
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("other.csv");
        Files.writeString(path, "name,prompt\nx,\"open\n");
        assertThatThrownBy(() -> new StyleFile(path).read())
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("other.csv line 2");
    }
}
