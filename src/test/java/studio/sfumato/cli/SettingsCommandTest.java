package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsCommandTest {
    @TempDir
    Path folder;

    private CliFixture.Outcome run(String... args) {
        return new CliFixture(folder, CliFixture.MODELS).run(args);
    }

    @Test
    void aSettingIsShownSetAndTakenBack() {
        assertThat(run("settings", "threads").out().strip()).isEqualTo("0");
        assertThat(run("settings", "threads", "2").out().strip()).isEqualTo("2");
        assertThat(run("settings").out()).containsPattern("\\* threads +2 ").contains("settings.json");
        assertThat(run("settings", "threads", "--reset").out().strip()).isEqualTo("0");
    }

    @Test
    void whatCannotBeIsNamed() {
        CliFixture.Outcome wrong = run("settings", "threads", "many");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("threads", "many");
        assertThat(run("settings", "treads", "2").err()).contains("Did you mean threads?");
        assertThat(run("settings", "--reset").code()).isEqualTo(2);
    }

    @Test
    void aBrokenFileIsToldOnceAndTheProgramRuns() throws IOException {
        Files.writeString(folder.resolve("settings.json"), "{");
        assertThat(run("settings", "theme").err()).contains("is not JSON", "kept as");
        CliFixture.Outcome second = run("settings", "theme");
        assertThat(second.err()).isEmpty();
        assertThat(second.out().strip()).isEqualTo("system");
    }

    @Test
    void generateTakesFromTheSettingsWhatWasNotTyped() {
        Path out = folder.resolve("my pictures");
        run("settings", "output-folder", out.toString());
        run("settings", "file-name", "[seed]-[prompt_words<2>]");
        run("settings", "default-model", "sd1");

        CliFixture.Outcome done = run("generate", "a red fox", "--seed", "5", "--size", "48x48", "--steps", "1");

        assertThat(done.err()).isEmpty();
        assertThat(Path.of(done.out().strip()))
                .exists()
                .hasParent(out.resolve(LocalDate.now(ZoneId.systemDefault()).toString()))
                .hasFileName("00001-5-a red.png");
        CliFixture.Outcome typed = run(
                "generate",
                "fox",
                "--model",
                "sd2",
                "--seed",
                "6",
                "--size",
                "48x48",
                "--steps",
                "1",
                "-o",
                folder.resolve("typed").toString());
        assertThat(Path.of(typed.out().strip())).hasParent(folder.resolve("typed"));
    }
}
