package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.download.HubShelves;
import studio.sfumato.download.Peer;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// `sfumato download` against a server of the test's own.
@Timeout(120)
class DownloadCommandTest {
    @TempDir
    Path folder;

    private final Peer peer = new Peer();
    private final Map<String, String> environment = new HashMap<>();
    private byte[] lora;
    private byte[] vae;

    @BeforeEach
    void fill() throws IOException {
        environment.put("HF_ENDPOINT", peer.uri("/hub").toString());
        lora = Files.readAllBytes(Path.of("src/test/resources/golden/loras/loras/sd1-kohya.safetensors"));
        vae = Files.readAllBytes(TinyCheckpoint.of("vae").write(folder.resolve("made/vae.safetensors")));
        new HubShelves(peer, "me/tiny").with(CliFixture.MODELS.resolve("sd1")).serve();
        new HubShelves(peer, "me/several")
                .with("soft clay.safetensors", lora)
                .with("painted.safetensors", vae)
                .serve();
    }

    @AfterEach
    void close() {
        peer.close();
    }

    private CliFixture.Outcome run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        AppPaths paths = AppPaths.in(folder.resolve("user"));
        Workshop workshop = new Workshop(paths, "test", false, environment, Thread::startVirtualThread);
        int code = new Cli(workshop, new PrintWriter(out), new PrintWriter(err)).run(args);
        return new CliFixture.Outcome(code, out.toString(), err.toString());
    }

    private Path models() {
        return folder.resolve("user/models");
    }

    @Test
    void aModelIsFetchedAndMakesAPictureByItsName() {
        CliFixture.Outcome fetched = run("download", "me/tiny");
        assertThat(fetched.err()).contains("fetching me/tiny", "licence: openrail", "it is a model, verified");
        assertThat(fetched.code()).isZero();
        assertThat(fetched.out()).isEqualTo(models().resolve("tiny") + System.lineSeparator());
        assertThat(run("models").out()).contains("tiny").doesNotContain("cannot be used");
    }

    @Test
    void whatAFileIsDecidesWhereItGoes() {
        assertThat(run("download", "me/several/soft clay.safetensors").code()).isZero();
        assertThat(run("download", "me/several/painted.safetensors").code()).isZero();
        assertThat(models().resolve("loras/soft clay.safetensors")).hasBinaryContent(lora);
        assertThat(models().resolve("vae/painted.safetensors")).hasBinaryContent(vae);
        assertThat(run("loras").out()).contains("soft clay").doesNotContain("cannot be used");

        String file = models().resolve("loras/soft clay.safetensors").toString();
        assertThat(run("inspect", file).out())
                .contains("Came from", "me/several:main", "Licence", "openrail", ", verified");
        assertThat(run("inspect", file, "--json").out())
                .contains("\"source\" : \"me/several:main/soft clay.safetensors\"");

        Path there = folder.resolve("there");
        assertThat(run("download", "me/several/painted.safetensors", "--to", there.toString())
                        .code())
                .isZero();
        assertThat(there.resolve("painted.safetensors")).hasBinaryContent(vae);
        assertThat(run("download", "me/several/painted.safetensors", "--to", "loras")
                        .code())
                .isZero();
        assertThat(models().resolve("loras/painted.safetensors")).hasBinaryContent(vae);
    }

    @Test
    void whatIsThereAlreadyIsSaidToBeSo() {
        String file = models().resolve("loras/soft clay.safetensors") + System.lineSeparator();
        assertThat(run("download", "me/several/soft clay.safetensors").out()).isEqualTo(file);
        CliFixture.Outcome again = run("download", "me/several/soft clay.safetensors");
        assertThat(again.code()).isZero();
        assertThat(again.err()).contains("already there: a LoRA, not a model, SHA-256 ", ", verified");
        assertThat(again.out()).isEqualTo(file);
        assertThat(run("download", "me/tiny").code()).isZero();
        assertThat(run("download", "me/tiny").err()).contains("already there: a model, verified");
        assertThat(models().resolve("tiny-2")).doesNotExist();
    }

    @Test
    void ofSeveralFilesOneIsToBeNamed() {
        CliFixture.Outcome several = run("download", "me/several");
        assertThat(several.code()).isEqualTo(2);
        assertThat(several.err()).contains("me/several has several files: say which", "soft clay.safetensors, ");
        CliFixture.Outcome listed = run("download", "me/several", "--list");
        assertThat(listed.out()).contains("painted.safetensors, ", "soft clay.safetensors, ");
        assertThat(run("download", "me/tiny", "--variant", "bf16").err()).contains("no whole model 'bf16'");
        assertThat(models()).doesNotExist();
    }

    @Test
    void aFileThatIsNotTheOneOfTheHashIsRefused() {
        peer.put("/a.safetensors", lora);
        CliFixture.Outcome wrong = run("download", peer.uri("/a.safetensors").toString(), "--sha256", "0".repeat(64));
        assertThat(wrong.code()).isEqualTo(6);
        assertThat(wrong.err()).contains("sfumato: a.safetensors is not what it should be");
        assertThat(run("download", "me/several/painted.safetensors", "--sha256", "0".repeat(64))
                        .err())
                .contains("painted.safetensors is not the file of --sha256");
        assertThat(run("download", "me/several/painted.safetensors", "--sha256", "12")
                        .code())
                .isEqualTo(2);
        CliFixture.Outcome unsaid = run("download", peer.uri("/a.safetensors").toString());
        assertThat(unsaid.err()).contains("it is a LoRA, not a model, SHA-256 ", "unverified");
        assertThat(unsaid.code()).isZero();
    }

    @Test
    void offlineNobodyIsAsked() {
        CliFixture.Outcome refused = run("download", "me/tiny", "--offline");
        assertThat(refused.code()).isEqualTo(6);
        assertThat(refused.err()).contains("nothing is fetched: --offline forbids it");
        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(run("download", "me/tiny").err()).contains("HF_HUB_OFFLINE forbids it");
        assertThat(run("download").out()).contains("Nothing was begun and not finished.");
        assertThat(peer.asked()).isEmpty();
    }

    @Test
    void whatWasNotFinishedIsListedAndGoesOn() throws IOException {
        peer.put("/a.safetensors", lora);
        Path blocked = Files.writeString(Files.createDirectories(models()).resolve("loras"), "in the way");
        CliFixture.Outcome stopped =
                run("download", peer.uri("/a.safetensors?key=1").toString());
        assertThat(stopped.code()).isEqualTo(6);
        assertThat(run("download").out()).contains("/a.safetensors").doesNotContain("key=1");
        Files.delete(blocked);
        int before = peer.asked().size();
        CliFixture.Outcome again =
                run("download", peer.uri("/a.safetensors?key=1").toString());
        assertThat(again.err()).contains("going on with a.safetensors");
        assertThat(again.code()).isZero();
        assertThat(peer.asked()).hasSize(before);
    }

    @Test
    void aTokenIsTakenFromAFileOfOnesOwnAndNeverShown() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "hf_SecretOfSomebody\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        CliFixture.Outcome fetched = run("download", "me/several/painted.safetensors", "--token-file", file.toString());
        assertThat(fetched.code()).isZero();
        assertThat(peer.asked()).allMatch(asked -> asked.header("Authorization").equals("Bearer hf_SecretOfSomebody"));
        assertThat(fetched.out() + fetched.err()).doesNotContain("hf_Secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        CliFixture.Outcome refused = run("download", "me/tiny", "--token-file", file.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("chmod 600").doesNotContain("hf_Secret");
    }

    @Test
    void somethingThatIsNoAddressIsRefused() {
        for (String what : List.of("nonsense", "ftp://example.org/x", "")) {
            assertThat(run("download", what).code()).isEqualTo(2);
        }
    }
}
