package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandsTest {
    @TempDir
    Path folder;

    private CliFixture.Outcome run(String... args) {
        return new CliFixture(folder, CliFixture.MODELS).run(args);
    }

    @Test
    void theHelpSaysThatTheWindowOpensWithoutACommand() {
        assertThat(run("--help").out()).contains("Without a command the window opens.");
    }

    @Test
    void samplersAreListedWithTheirSchedules() {
        String out = run("samplers").out();
        assertThat(out).contains("DPM++ 2M", "Karras", "Euler a", "adds noise", "Exponential");
        assertThat(out.lines()).noneMatch(line -> line.endsWith(" ") || line.endsWith(";"));
    }

    @Test
    void modelsAreListedWithTheirFamilies() {
        assertThat(run("models").out()).contains("sd1", "SD 1.x", "sd2", "SD 2.x", "sdxl", "SDXL");
    }

    @Test
    void aBrokenModelIsListedWithItsProblem() throws IOException {
        Path model = CliFixture.copyModel("sd1", folder.resolve("models"));
        Files.writeString(model.resolve("unet/config.json"), "{");

        CliFixture.Outcome outcome = new CliFixture(folder, folder.resolve("models")).run("models");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("cannot be used: ", "unet/config.json");
    }

    @Test
    void aModelsNameDoesNotSteerTheTerminal() throws IOException {
        Path model = CliFixture.copyModel("sd1", folder.resolve("models"));
        Files.move(model, model.resolveSibling("red\u001b[31m"));
        CliFixture fixture = new CliFixture(folder, folder.resolve("models"));

        assertThat(fixture.run("models").out()).contains("red\uFFFD[31m").doesNotContain("\u001b");
        assertThat(fixture.run("doctor").out()).contains("red\uFFFD[31m").doesNotContain("\u001b");
        assertThat(fixture.run("generate", "a fox", "--model", "blue\u001b[34m").err())
                .contains("blue\uFFFD[34m")
                .doesNotContain("\u001b");
    }

    @Test
    void anEmptyFolderOfModelsIsExplained() {
        assertThat(new CliFixture(folder, folder.resolve("none")).run("models").out())
                .contains("No models were found", "none");
    }

    @Test
    void theDoctorTriesTheProvidersAndNamesTheFolders() {
        String out = run("doctor").out();
        assertThat(out).contains("Java", "ONNX Runtime", "CPU", "works", "Memory", "Disk", "Model folder", "sd1");
    }

    @Test
    void theDoctorSaysWhatToDoAboutABrokenModel() throws IOException {
        Path model = CliFixture.copyModel("sd1", folder.resolve("models"));
        Files.delete(model.resolve("scheduler/scheduler_config.json"));

        CliFixture.Outcome outcome = new CliFixture(folder, folder.resolve("models")).run("doctor");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).contains("scheduler_config.json", "→ replace or remove");
    }

    @Test
    void infoShowsWhatMadeAPictureAsTextAndAsJson() {
        Path file = folder.resolve("fox.png");
        assertThat(run("generate", "a fox", "--model", "sd1", "--size", "48x48", "--steps", "2", "-o", file.toString())
                        .code())
                .isZero();

        assertThat(run("info", file.toString()).out()).contains("Prompt: a fox", "Steps: 2", "Sfumato");
        JsonNode json = JsonMapper.shared()
                .readTree(run("info", file.toString(), "--json").out());
        assertThat(json.get("parameters").get("prompt").asString()).isEqualTo("a fox");
        assertThat(json.get("width").asInt()).isEqualTo(48);
    }

    @Test
    void everyCommandExplainsItself() {
        assertThat(run("generate", "--help").out()).contains("--sampler", "--contact-sheet");
        assertThat(run("help", "info").out()).contains("--json");
        assertThat(run("--version").out()).contains("Sfumato test");
    }

    @Test
    void aMisspeltCommandIsMetWithTheNearest() {
        CliFixture.Outcome outcome = run("generte", "fox");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("generate");
    }
}
