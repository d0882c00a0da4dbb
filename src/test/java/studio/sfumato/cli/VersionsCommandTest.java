package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.weights.Versions;

class VersionsCommandTest {
    @TempDir
    Path folder;

    private Path model = Path.of("");

    @BeforeEach
    void replace() throws IOException {
        model = Files.writeString(folder.resolve("fox.safetensors"), "one");
        Versions.replace(model, Files.writeString(folder.resolve("fresh"), "two"));
    }

    private CliFixture.Outcome versions(String... more) {
        String[] args = new String[2 + more.length];
        args[0] = "versions";
        args[1] = model.toString();
        System.arraycopy(more, 0, args, 2, more.length);
        return new CliFixture(folder, CliFixture.MODELS).run(args);
    }

    @Test
    void theyAreListedWithTheirHashesAndTakenBack() {
        assertThat(versions().out()).contains("  1  replaced 20", "0.0 MB", "7692c3ad35"); // SHA-256 of "one"
        assertThat(versions("--restore", "1").code()).isZero();
        assertThat(model).hasContent("one");
        assertThat(versions().out()).contains("3fc4ccfe74"); // of "two"
    }

    @Test
    void aVersionIsReadOnceForItsHash() throws IOException {
        assertThat(versions().out()).contains("7692c3ad35");
        Path kept = Versions.of(model).getFirst().file();
        FileTime time = Files.getLastModifiedTime(kept);
        Files.writeString(kept, "eno");
        Files.setLastModifiedTime(kept, time);
        assertThat(versions().out()).as("the next run's").contains("7692c3ad35");
        Files.setLastModifiedTime(kept, FileTime.fromMillis(time.toMillis() + 2000));
        assertThat(versions().out()).as("the file has changed").doesNotContain("7692c3ad35");
    }

    @Test
    void aFileIsReplacedByACopyOfAnotherOfItsKind() throws IOException {
        Path golden = Path.of("src/test/resources/golden/loras/loras");
        model = Files.copy(golden.resolve("sd1-kohya.safetensors"), folder.resolve("hat.safetensors"));
        Path other = golden.resolve("sd1-locon.safetensors");

        assertThat(versions("--with", other.toString()).code()).isZero();
        assertThat(model).hasSameBinaryContentAs(other);
        assertThat(Versions.of(model)).hasSize(1);
        assertThat(versions("--restore", "1").code()).isZero();
        assertThat(model).hasSameBinaryContentAs(golden.resolve("sd1-kohya.safetensors"));

        Path vae = CliFixture.MODELS.resolve("sd1/vae/diffusion_pytorch_model.safetensors");
        assertThat(versions("--with", vae.toString()).err()).contains("is of another kind than");
        assertThat(versions("--with", vae.toString(), "--restore", "1").err()).contains("--with replaces a file");
        assertThat(model).hasSameBinaryContentAs(golden.resolve("sd1-kohya.safetensors"));
    }

    @Test
    void soAreSettings() {
        CliFixture cli = new CliFixture(folder, CliFixture.MODELS);
        assertThat(cli.run("versions", "settings").out()).contains("the settings have not been changed");
        assertThat(cli.run("settings", "threads", "1").code()).isZero();
        assertThat(cli.run("settings", "threads", "2").code()).isZero();
        assertThat(cli.run("versions", "settings").out()).contains("  1  replaced 20", "threads = 1");
        assertThat(cli.run("versions", "settings", "--restore", "1").code()).isZero();
        assertThat(cli.run("versions", "settings").out()).contains("threads = 2");
        assertThat(cli.run("versions", "settings", "--restore", "9").err())
                .contains("there is no version 9 of the settings");
    }

    @Test
    void aNumberThatIsNotThereIsRefused() {
        CliFixture.Outcome done = versions("--restore", "2");
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains("there is no version 2", "There are 1 to 1");
        assertThat(model).hasContent("two");
    }

    @Test
    void whatIsNoModelIsSaid() {
        CliFixture.Outcome done = new CliFixture(folder, CliFixture.MODELS).run("versions", "nobody");
        assertThat(done.code()).isNotZero();
        assertThat(done.err()).contains("nobody");
    }
}
