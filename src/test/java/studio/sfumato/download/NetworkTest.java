package studio.sfumato.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.DownloadException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;

/// Who is asked, with what, and what their refusals mean.
@Timeout(90)
class NetworkTest {
    private static final byte[] LORA = Rig.lora(5000);
    private static final String TOKEN = "hf_SecretOfSomebody";

    @TempDir
    Path folder;

    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig(folder);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private String at(String path) {
        return rig.peer.uri(path).toString();
    }

    private Tokens tokens() {
        return Tokens.none().with(rig.peer.uri("/"), Secret.of(TOKEN, "a test"));
    }

    @Test
    void aTokenGoesToItsHostAndToNoOther() {
        rig.tokens = tokens();
        try (Peer other = new Peer()) {
            other.put("/there", LORA).says("Content-Disposition", "attachment; filename=\"x.safetensors\"");
            rig.peer.redirect("/a", "/b", Map.of());
            rig.peer.redirect("/b", other.uri("/there?key=1").toString(), Map.of());
            Arrived arrived = rig.fetch(at("/a"));
            assertThat(arrived.path()).hasFileName("x.safetensors");
            assertThat(rig.peer.asked())
                    .hasSize(2)
                    .allMatch(asked -> asked.header("Authorization").equals("Bearer " + TOKEN));
            assertThat(other.asked())
                    .singleElement()
                    .satisfies(
                            asked -> assertThat(asked.header("Authorization")).isEmpty());
        }
    }

    @Test
    void withoutATokenNobodyGetsOne() {
        rig.peer.put("/a.safetensors", LORA);
        rig.fetch(at("/a.safetensors"));
        assertThat(rig.peer.asked())
                .allMatch(asked -> asked.header("Authorization").isEmpty()
                        && asked.header("Cookie").isEmpty()
                        && asked.header("User-Agent").equals("Sfumato/test"));
    }

    @Test
    void aTokenIsNeverSentInTheClear() {
        URI plain = URI.create("http://models.example.org/a");
        Tokens tokens = Tokens.none().with(plain, Secret.of(TOKEN, "a test"));
        assertThat(tokens.of(plain)).isEmpty();
        assertThat(Tokens.none()
                        .with(URI.create("https://models.example.org"), Secret.of(TOKEN, "a test"))
                        .of(URI.create("https://models.example.org:443/a")))
                .isPresent();
    }

    @Test
    void aCircleOfRedirectsEnds() {
        rig.peer.redirect("/a", "/a", Map.of());
        assertThatThrownBy(() -> rig.fetch(at("/a")))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("leads to more than 10 other places");
        assertThat(rig.peer.asked()).hasSize(11);
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/x, http://a.example/x, without encryption",
        "https://a.example/x, ftp://a.example/x, no web address",
        "https://a.example/x, file:///etc/passwd, no web address",
        "https://a.example/x, https://me:pw@b.example/, no web address",
        "https://a.example/x, https://[nonsense, no address",
    })
    void aRedirectToWhereItIsNotSafeIsRefused(String from, String to, String why) {
        assertThatThrownBy(() -> Network.onward(URI.create(from), to))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining(why)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("pw"));
    }

    @Test
    void aRedirectMayBeRelativeAndToHttps() {
        assertThat(Network.onward(URI.create("http://a.example/x/y"), "../z"))
                .isEqualTo(URI.create("http://a.example/z"));
        assertThat(Network.onward(URI.create("https://a.example/x"), "https://b.example/f?name=\"a b|c\"&d=[e]"))
                .isEqualTo(URI.create("https://b.example/f?name=%22a%20b%7Cc%22&d=[e]"));
        assertThat(Network.onward(URI.create("http://a.example/x"), "https://b.example/"))
                .isEqualTo(URI.create("https://b.example/"));
    }

    @Test
    void theHashThatTheHubNamesInARedirectIsChecked() {
        rig.peer.put("/there", LORA).says("Content-Disposition", "attachment; filename=x.safetensors");
        rig.peer.redirect("/a", "/there", Map.of("X-Linked-ETag", "\"" + Rig.sha256(LORA) + "\""));
        assertThat(rig.fetch(at("/a")).verified()).isTrue();
        rig.peer.redirect("/b", "/there", Map.of("X-Linked-ETag", "\"" + Rig.sha256(new byte[1]) + "\""));
        assertThatThrownBy(() -> rig.fetch(at("/b"))).hasMessageContaining("is not what it should be");
        rig.peer.redirect("/c", "/there", Map.of("X-Linked-Size", "17"));
        assertThatThrownBy(() -> rig.fetch(at("/c"))).hasMessageContaining("should have 17 bytes");
    }

    @Test
    void aNameFromTheServerLeadsNowhereElse() throws IOException {
        rig.peer
                .put("/a", LORA)
                .says("Content-Disposition", "attachment; filename=\"../../../evil\u2215x.safetensors\"");
        Arrived arrived = rig.fetch(at("/a"));
        assertThat(arrived.path().getParent()).isEqualTo(rig.models.resolve("loras"));
        assertThat(folder).isDirectoryNotContaining("glob:**evil*");
        rig.peer.put("/b", LORA).says("Content-Disposition", "attachment; filename=\"con\"");
        assertThat(rig.fetch(at("/b")).path()).hasFileName("_con.safetensors");
    }

    @Test
    void whatHasANameAlreadyKeepsIt() throws IOException {
        rig.peer.put("/a.safetensors", LORA);
        Path first = rig.fetch(at("/a.safetensors")).path();
        rig.peer.put("/a.safetensors", Rig.lora(6000));
        Path second = rig.fetch(at("/a.safetensors")).path();
        assertThat(second).hasFileName("a-2.safetensors");
        assertThat(first).hasBinaryContent(LORA);
    }

    @Test
    void aWebPageIsRefusedByName() {
        byte[] page = "\n<!DOCTYPE html><html><body>Sign in</body></html>".getBytes(StandardCharsets.UTF_8);
        rig.peer.put("/a.safetensors", page).says("Content-Type", "text/html; charset=utf-8");
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors")))
                .isInstanceOf(DownloadException.class)
                .hasMessage("127.0.0.1/a.safetensors is a web page, not a file");
        rig.peer.put("/b.safetensors", page).says("Content-Type", "application/octet-stream");
        assertThatThrownBy(() -> rig.fetch(at("/b.safetensors")))
                .isInstanceOf(DownloadException.class)
                .hasMessage("b.safetensors is a web page, not a file of weights, and was thrown away");
        assertThat(rig.files()).noneMatch(file -> file.endsWith(".safetensors"));
    }

    @ParameterizedTest
    @CsvSource({
        "401, '', one must be signed in, Give a token. HF_TOKEN",
        "401, RepoNotFound, one must be signed in, Is its name right?",
        "403, GatedRepo, it is not for everybody, accept its terms",
        "404, EntryNotFound, there is no such file, Look at its name",
        "404, RevisionNotFound, there is no such revision, Look at its name",
        "410, '', it was taken away, ''",
        "418, '', the server answers 418, ''",
    })
    void aRefusalIsExplained(int status, String code, String message, String hint) {
        answers(status, Map.of("X-Error-Code", code, "Content-Length", "0"));
        assertThatThrownBy(() -> rig.fetch(at("/a")))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("127.0.0.1/a: " + message)
                .satisfies(e -> assertThat(Optional.ofNullable(((StudioException) e).hint())
                                .orElse(""))
                        .contains(hint));
        assertThat(rig.waits).isEmpty();
    }

    @Test
    void aTokenThatIsNotAcceptedIsNotShown() {
        rig.tokens = tokens();
        answers(401, Map.of("Content-Length", "0"));
        assertThatThrownBy(() -> rig.fetch(at("/a?secret=1")))
                .hasMessage("127.0.0.1/a: the token is not accepted")
                .satisfies(e -> assertThat(((StudioException) e).hint()).doesNotContain(TOKEN));
    }

    @Test
    void aBusyServerIsAskedWhenItSaysSo() {
        AtomicInteger asked = new AtomicInteger();
        Shelf shelf = rig.peer.put("/x", LORA);
        rig.peer.on("/a.safetensors", (question, out) -> {
            if (asked.incrementAndGet() == 1) {
                Peer.head(out, "429 Too Many Requests", Map.of("Retry-After", "7", "Content-Length", "0"));
            } else if (asked.get() == 2) {
                Peer.head(out, "503 Service Unavailable", Map.of("Content-Length", "0"));
            } else {
                shelf.answer(question, out);
            }
        });
        rig.fetch(at("/a.safetensors"));
        assertThat(rig.waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(2));
    }

    @Test
    void aServerThatWantsToBeLeftAloneForAnHourIsNotWaitedFor() {
        answers(429, Map.of("Retry-After", "3600", "Content-Length", "0"));
        assertThatThrownBy(() -> rig.fetch(at("/a"))).hasMessageContaining("the server wants to be asked less often");
        assertThat(rig.waits).isEmpty();
    }

    private void answers(int status, Map<String, String> headers) {
        rig.peer.on("/a", (_, out) -> Peer.head(out, status + " No", headers));
    }

    @Test
    void aMachineThatIsNotOnlineIsToldSo() {
        URI nobody = rig.peer.uri("/a.safetensors");
        rig.peer.close();
        assertThatThrownBy(() -> rig.fetch(nobody.toString()))
                .isInstanceOf(DownloadException.class)
                .hasMessage("127.0.0.1 does not take the connection")
                .satisfies(e -> assertThat(((StudioException) e).hint()).isEqualTo("Is this machine online?"));
        assertThat(rig.waits).isEmpty();
    }

    @Test
    void tokensComeFromTheEnvironmentAndFromAFileOfOnesOwn() throws IOException {
        URI hub = URI.create("https://huggingface.co");
        Path file = Files.writeString(
                folder.resolve("tokens"),
                "# mine\nhuggingface = hf_file\ncivitai=ci_file\nmodels.example.org = other\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Tokens tokens = Tokens.of(Map.of("HF_TOKEN", "hf_env"), hub, file);
        assertThat(sent(tokens, "https://huggingface.co/x")).isEqualTo("Bearer hf_env");
        assertThat(sent(tokens, "https://civitai.com/x")).isEqualTo("Bearer ci_file");
        assertThat(sent(tokens, "https://models.example.org/x")).isEqualTo("Bearer other");
        assertThat(sent(tokens, "https://huggingface.co.evil.example/x")).isEmpty();
        assertThat(sent(tokens, "https://cdn.huggingface.co/x")).isEmpty();
    }

    private static String sent(Tokens tokens, String uri) {
        return tokens.of(URI.create(uri)).map(Secret::authorization).orElse("");
    }

    @ParameterizedTest
    @CsvSource({"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void aFileOfTokensThatOthersCanReadIsRefused(String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), "huggingface = " + TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assertThatThrownBy(() -> Tokens.of(Map.of(), Hub.USUAL, file))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("can be read or changed by other users")
                .satisfies(e -> assertThat(((StudioException) e).hint()).contains("chmod 600"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(TOKEN));
        assertThatThrownBy(() -> Tokens.single(file)).hasMessageContaining("other users");
    }

    @Test
    void aTokenThatIsNoneIsNotRepeatedInTheError() {
        assertThatThrownBy(() -> Secret.of("two words", "HF_TOKEN"))
                .isInstanceOf(RequestException.class)
                .hasMessage("HF_TOKEN holds no token: one is a single word of plain letters");
        assertThatThrownBy(() -> Secret.of("a\r\nX-Evil: 1", "HF_TOKEN")).hasMessageNotContaining("Evil");
        assertThat(Secret.of(TOKEN, "x").toString()).doesNotContain(TOKEN);
    }
}
