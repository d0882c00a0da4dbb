package studio.sfumato.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.RequestException;

/// Tokens in the keychain of the operating system, with stand-ins for its programs and functions.
@Timeout(90)
@SuppressWarnings("restricted") // what Windows would do with what it is given
class KeychainTest {
    private static final String TOKEN = "hf_$\"quoted'\\back`tick";
    private static final URI HUB = URI.create("https://huggingface.co");
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("config/tokens");
    }

    private Path program(String name, String script) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path program = bin.resolve(name);
        Files.writeString(program, "#!/bin/sh\nd='" + folder + "'\necho \"$@\" >> \"$d/words\"\n" + script);
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private Keychain secretService() throws IOException {
        return new SecretService(program("secret-tool", """
                        for last; do :; done
                        kept="$d/$(echo "$last" | tr -c 'a-z0-9\\n' _)"
                        case "$1" in
                          store) cat > "$kept" ;;
                          lookup) [ -f "$kept" ] && cat "$kept" ;;
                          clear) rm -f "$kept" ;;
                        esac
                        """), LONG);
    }

    private Keychain mac() throws IOException {
        return new MacKeychain(program("security", """
                        case "$1" in
                          -i) read -r line; echo "$line" > "$d/told" ;;
                          find-generic-password) [ -f "$d/told" ] || exit 44
                            cat "$d/token"; echo ;;
                          delete-generic-password) [ -f "$d/told" ] || exit 44; rm "$d/told" ;;
                        esac
                        """), LONG);
    }

    private TokenStore store(@Nullable Keychain keychain) {
        return new TokenStore(file, HUB, Optional.ofNullable(keychain));
    }

    private Optional<String> sent(@Nullable Keychain keychain, String address) {
        return Tokens.of(Map.of(), HUB, file, () -> Optional.ofNullable(keychain))
                .of(URI.create(address))
                .map(Secret::text);
    }

    @Test
    void aTokenIsKeptThereAndSentToItsHostAloneAndNeverStandsInACommand() throws IOException {
        Keychain keychain = secretService();
        TokenStore.Kept kept = store(keychain).keep("HuggingFace", Secret.of(TOKEN, "test"), false);

        assertThat(kept.place()).isEqualTo("the desktop's keyring");
        assertThat(kept.notice()).isEmpty();
        assertThat(sent(keychain, "https://huggingface.co/a/b")).contains(TOKEN);
        assertThat(sent(keychain, "https://civitai.com/a")).isEmpty();
        assertThat(sent(keychain, "http://huggingface.co/a"))
                .as("a line that others can read")
                .isEmpty();
        assertThat(Files.readString(file)).isEqualTo("huggingface = keychain\n");
        assertThat(Files.readString(folder.resolve("words")))
                .contains("store --label=Sfumato: https://huggingface.co:443", "lookup")
                .doesNotContain("hf_");
        assertThat(store(keychain).places())
                .containsExactly(Map.entry("huggingface", new TokenStore.Place("the desktop's keyring", true)));

        assertThat(store(keychain).forget("huggingface")).isTrue();
        assertThat(keychain.find("https://huggingface.co:443")).isEmpty();
        assertThat(sent(keychain, "https://huggingface.co/a/b")).isEmpty();
        assertThat(store(keychain).forget("huggingface")).isFalse();
    }

    @Test
    void nobodyAsksTheKeychainBeforeATokenIsKeptThere() throws IOException {
        Keychain keychain = secretService();
        assertThat(sent(keychain, "https://huggingface.co/a")).isEmpty();
        store(keychain).keep("civitai", Secret.of("c1", "test"), true);
        assertThat(sent(keychain, "https://civitai.com/a")).contains("c1");
        assertThat(folder.resolve("words")).doesNotExist();
    }

    @Test
    void theKeychainIsAskedOnceForAllRequestsOfADownload() throws IOException {
        Keychain keychain = secretService();
        store(keychain).keep("models.example.org:8443", Secret.of("t1", "test"), false);
        Files.delete(folder.resolve("words"));
        Tokens tokens = Tokens.of(Map.of(), HUB, file, () -> Optional.of(keychain));
        for (int i = 0; i < 5; i++) {
            assertThat(tokens.of(URI.create("https://models.example.org:8443/" + i)))
                    .isPresent();
        }
        assertThat(Files.readAllLines(folder.resolve("words"))).hasSize(1);
    }

    @Test
    void withoutOneTheTokenIsInAFileThatNobodyElseCanReadAndThatIsSaid() throws IOException {
        TokenStore.Kept kept = store(null).keep("civitai", Secret.of("c1", "test"), false);

        assertThat(kept.place()).isEqualTo(file.toString());
        assertThat(kept.notice()).get().asString().contains("there is no keychain", "which only you can read");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(sent(null, "https://civitai.com/x")).contains("c1");
    }

    @Test
    void oneThatIsKeptInTheFileFromNowOnLeavesTheKeychain() throws IOException {
        Keychain keychain = secretService();
        store(keychain).keep("civitai", Secret.of("c1", "test"), false);
        TokenStore.Kept kept = store(keychain).keep("civitai", Secret.of("c2", "test"), true);
        assertThat(kept.notice()).isEmpty();
        assertThat(keychain.find("https://civitai.com:443")).isEmpty();
        assertThat(sent(keychain, "https://civitai.com/x")).contains("c2");

        store(keychain).keep("civitai", Secret.of("c3", "test"), false);
        assertThat(store(null).keep("civitai", Secret.of("c4", "test"), true).notice())
                .get()
                .asString()
                .contains("still in the keychain, as 'https://civitai.com:443'", "there is none");
        assertThat(sent(null, "https://civitai.com/x")).contains("c4");
    }

    @Test
    void oneThatFailsOrForgetsIsNotTrusted() throws IOException {
        Keychain locked = new SecretService(program("secret-tool", "echo 'no such bus' >&2; exit 1"), LONG);
        TokenStore.Kept kept = store(locked).keep("civitai", Secret.of("c1", "test"), false);
        assertThat(kept.notice()).get().asString().contains("keyring cannot be used: no such bus");
        assertThat(Files.readString(file)).isEqualTo("civitai = c1\n");

        Keychain forgetful = new SecretService(program("secret-tool", "cat > /dev/null"), LONG);
        assertThat(store(forgetful)
                        .keep("civitai", Secret.of("c2", "test"), false)
                        .notice())
                .get()
                .asString()
                .contains("did not give back what it was given");
        assertThat(sent(forgetful, "https://civitai.com/x")).contains("c2");
    }

    @Test
    void oneThatNeverAnswersIsNotWaitedForForever() throws IOException {
        Keychain silent = new SecretService(program("secret-tool", "exec sleep 600"), Duration.ofMillis(200));
        assertThatThrownBy(() -> silent.find("https://civitai.com:443"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("secret-tool did not answer");
        assertThat(store(silent).keep("civitai", Secret.of("c1", "test"), false).place())
                .isEqualTo(file.toString());
    }

    @Test
    void oneThatLeavesAProgramBehindIsNotWaitedForAsLongAsThatRuns() throws IOException {
        Keychain leaving = new SecretService(program("secret-tool", "sleep 20 &\necho t1"), Duration.ofMillis(500));
        assertThatThrownBy(() -> leaving.find("https://civitai.com:443"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("secret-tool did not answer");
    }

    @Test
    void aTokenThatIsNoLongerThereSaysWhatToDo() throws IOException {
        store(secretService()).keep("civitai", Secret.of("c1", "test"), false);
        assertThatThrownBy(() -> sent(null, "https://civitai.com/x"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(
                        "the token for https://civitai.com:443 should be in the keychain, but: there is none")
                .extracting("hint")
                .asString()
                .contains("sfumato login HOST");
        assertThatThrownBy(() -> store(null).forget("civitai")).hasMessageContaining("cannot be taken out of it");
        assertThat(Files.readString(file)).as("nothing is lost").contains("civitai = keychain");
    }

    @Test
    void otherLinesOfTheFileStayAsTheyAre() throws IOException {
        store(null).keep("civitai", Secret.of("c1", "test"), false);
        Files.writeString(file, "# mine\n" + Files.readString(file) + "models.example.org = m1\n");
        store(null).keep("https://civitai.com/", Secret.of("c2", "test"), false);
        assertThat(Files.readAllLines(file)).containsExactly("# mine", "models.example.org = m1", "civitai.com = c2");
        assertThatThrownBy(() -> store(null).keep("two words", Secret.of("c2", "test"), false))
                .hasMessage("'two words' is no host");
    }

    @Test
    void macOsIsToldByItsInputInDigits() throws IOException {
        Keychain keychain = mac();
        Files.writeString(folder.resolve("token"), TOKEN);
        assertThat(keychain.find("https://civitai.com:443")).isEmpty();
        keychain.keep("https://civitai.com:443", Secret.of(TOKEN, "test"));

        String digits = HexFormat.of().formatHex(TOKEN.getBytes(StandardCharsets.UTF_8));
        assertThat(Files.readString(folder.resolve("told")).strip())
                .isEqualTo("add-generic-password -U -s sfumato -a https://civitai.com:443 -X " + digits);
        assertThat(keychain.find("https://civitai.com:443").map(Secret::text)).contains(TOKEN);
        keychain.forget("https://civitai.com:443");
        assertThat(keychain.find("https://civitai.com:443")).isEmpty();
        keychain.forget("https://civitai.com:443");
        assertThat(Files.readString(folder.resolve("words")))
                .doesNotContain(digits)
                .doesNotContain("hf_");
    }

    @Test
    void macOsIsNotToldWhatItWouldTakeForTwoCommands() throws IOException {
        Keychain keychain = mac();
        String most = "t".repeat(2000);
        Files.writeString(folder.resolve("token"), most);
        keychain.keep("https://civitai.com:443", Secret.of(most, "test"));
        assertThat(Files.readString(folder.resolve("told")))
                .hasSizeLessThan(4096)
                .endsWith("74\n");

        Files.delete(folder.resolve("words"));
        assertThatThrownBy(() -> keychain.keep("https://civitai.com:443", Secret.of("t".repeat(2040), "test")))
                .isInstanceOf(IOException.class)
                .hasMessage("the token is too long for it");
        assertThat(folder.resolve("words")).doesNotExist();
    }

    /// The places of `wincred.h`'s fields are written out here as 64-bit Windows has them.
    @Test
    void windowsIsGivenTheCredentialAsItsHeaderLaysItOut() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Map<String, MemorySegment> kept = new HashMap<>();
            WindowsCredentials keychain = new WindowsCredentials(new WindowsCredentials.Calls() {
                @Override
                public boolean write(MemorySegment credential) {
                    assertThat(credential.byteSize()).isEqualTo(80);
                    assertThat(credential.get(ValueLayout.JAVA_INT, 4))
                            .as("CRED_TYPE_GENERIC")
                            .isEqualTo(1);
                    assertThat(credential.get(ValueLayout.JAVA_INT, 48))
                            .as("local machine")
                            .isEqualTo(2);
                    MemorySegment copy = arena.allocate(80);
                    copy.copyFrom(credential);
                    int size = credential.get(ValueLayout.JAVA_INT, 32);
                    MemorySegment blob = arena.allocate(size);
                    blob.copyFrom(credential.get(ValueLayout.ADDRESS, 40).reinterpret(size));
                    copy.set(ValueLayout.ADDRESS, 40, blob);
                    kept.put(wide(credential.get(ValueLayout.ADDRESS, 8)), copy);
                    assertThat(wide(credential.get(ValueLayout.ADDRESS, 72))).isEqualTo("sfumato");
                    return true;
                }

                @Override
                public boolean read(MemorySegment target, int type, MemorySegment found) {
                    MemorySegment there = kept.get(wide(target));
                    if (there != null) {
                        found.set(ValueLayout.ADDRESS, 0, there);
                    }
                    return there != null && type == 1;
                }

                @Override
                public boolean delete(MemorySegment target, int type) {
                    return kept.remove(wide(target)) != null;
                }

                @Override
                public void free(MemorySegment credential) {
                    kept.put("freed", credential);
                }
            });
            assertThat(keychain.find("https://civitai.com:443")).isEmpty();
            keychain.keep("https://civitai.com:443", Secret.of(TOKEN, "test"));
            assertThat(kept).containsOnlyKeys("sfumato:https://civitai.com:443");
            assertThat(keychain.find("https://civitai.com:443").map(Secret::text))
                    .contains(TOKEN);
            assertThat(kept).containsKey("freed");
            keychain.forget("https://civitai.com:443");
            assertThat(keychain.find("https://civitai.com:443")).isEmpty();
        }
    }

    private static String wide(MemorySegment text) {
        return text.reinterpret(1 << 12).getString(0, StandardCharsets.UTF_16LE);
    }
}
