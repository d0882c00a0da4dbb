package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.StudioException;
import studio.sfumato.prompt.PromptStyle;
import studio.sfumato.prompt.StyleFile;

class StylesModelTest {
    private static final PromptStyle CLAY = new PromptStyle("Clay", "clay model of {prompt}", "photo");
    private static final PromptStyle NIGHT = new PromptStyle("Night", "at night", "sun");

    @TempDir
    Path folder;

    private final List<StudioException> failures = new ArrayList<>();
    private final StylesModel styles = new StylesModel(Runnable::run, Runnable::run, failures::add);
    private StyleFile file;

    @BeforeEach
    void open() {
        file = new StyleFile(folder.resolve("styles.csv"));
        file.write(List.of(CLAY));
        styles.open(file);
    }

    @Test
    void stylesAreKeptChangedAndForgotten() {
        styles.keep(NIGHT);
        assertThat(file.read()).containsExactly(CLAY, NIGHT);
        PromptStyle softer = new PromptStyle("Clay", "soft clay", "");
        styles.keep(softer);
        assertThat(file.read()).containsExactly(softer, NIGHT);
        styles.toggle("Clay");
        styles.forget(softer);
        assertThat(file.read()).containsExactly(NIGHT);
        assertThat(styles.chosen()).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void severalStandAroundThePromptInTheOrderTheyWereChosen() {
        styles.keep(NIGHT);
        styles.toggle("Night");
        styles.toggle("Clay");
        assertThat(styles.now()).containsExactly(NIGHT, CLAY);
        styles.toggle("Night");
        assertThat(styles.now()).containsExactly(CLAY);
        styles.chosen().add("no longer there");
        assertThat(styles.now()).containsExactly(CLAY);
    }

    @Test
    void a1111sFilesAreTakenIn() throws IOException {
        Path theirs = folder.resolve("theirs.csv");
        Files.writeString(theirs, "name,prompt,negative_prompt\nClay,other clay,\nOil,oil,\n");
        styles.take(theirs);
        assertThat(file.read())
                .containsExactly(new PromptStyle("Clay", "other clay", ""), new PromptStyle("Oil", "oil", ""));
        Files.writeString(theirs, "not a table");
        styles.take(theirs);
        assertThat(failures).singleElement().satisfies(why -> assertThat(why).hasMessageContaining("theirs.csv"));
        assertThat(styles.all()).hasSize(2);
    }

    @Test
    void stylesAreFoundByAnyOfTheirWords() {
        styles.keep(NIGHT);
        assertThat(styles.find("CLAY")).containsExactly(CLAY);
        assertThat(styles.find("sun")).containsExactly(NIGHT);
        assertThat(styles.find(" ")).hasSize(2);
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws IOException {
        Files.delete(file.path());
        Files.createDirectory(file.path());
        styles.keep(NIGHT);
        assertThat(failures).singleElement().satisfies(why -> assertThat(why).hasMessageContaining("styles.csv"));
        assertThat(styles.all()).contains(NIGHT);
    }
}
