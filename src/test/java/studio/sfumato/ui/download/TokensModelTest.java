package studio.sfumato.ui.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.download.Hub;
import studio.sfumato.download.TokenStore;

/// Tokens that are typed in the window, without a window; a keychain is a stand-in on the path.
class TokensModelTest {
    private static final String SECRET = "hf_never-to-be-seen";

    @TempDir
    Path folder;

    private TokensModel model(Executor background) {
        return new TokensModel(
                () -> TokenStore.of(Map.of("PATH", folder.toString()), new Hub(Hub.USUAL), file()),
                background,
                Runnable::run);
    }

    private Path file() {
        return folder.resolve("tokens");
    }

    private static void type(TokensModel model, String host, String token) {
        model.hostProperty().set(host);
        model.tokenProperty().set(token);
        model.keep();
    }

    @Test
    void withoutAKeychainATokenIsInAFileThatIsNamedAndIsForgottenAgain() throws IOException {
        TokensModel model = model(Runnable::run);
        model.openProperty().set(true);
        assertThat(model.kept()).isEmpty();
        model.tokenProperty().set(SECRET);
        model.keep();
        assertThat(model.kept()).containsExactly(new TokensModel.Kept("huggingface", Optional.of(file())));
        assertThat(model.tokenProperty().get()).isEmpty();
        assertThat(model.notes()).singleElement().satisfies(note -> {
            assertThat(note.serious()).isFalse();
            assertThat(note.message()).contains("no keychain", file().toString());
        });
        assertThat(file()).hasContent("huggingface = " + SECRET);
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        type(model, "https://Models.example.org/page", "another");
        assertThat(model.kept())
                .extracting(TokensModel.Kept::host)
                .containsExactly("huggingface", "models.example.org");
        assertThat(model.kept().toString() + model.notes()).doesNotContain(SECRET, "another");
        model.forget("huggingface");
        assertThat(model.kept()).extracting(TokensModel.Kept::host).containsExactly("models.example.org");
        assertThat(file()).hasContent("models.example.org = another");
    }

    @Test
    void whereThereIsAKeychainTheFileOnlySaysSo() throws IOException {
        Path program = Files.writeString(folder.resolve("secret-tool"), """
                #!/bin/sh
                case "$1" in
                  store) cat > "%1$s/kept" ;;
                  lookup) cat "%1$s/kept" ;;
                  clear) rm "%1$s/kept" ;;
                esac
                """.formatted(folder));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        TokensModel model = model(Runnable::run);
        type(model, "civitai", SECRET);
        assertThat(model.notes()).isEmpty();
        assertThat(model.kept()).containsExactly(new TokensModel.Kept("civitai", Optional.empty()));
        assertThat(file()).hasContent("civitai = keychain");
        assertThat(folder.resolve("kept")).hasContent(SECRET);
        model.forget("civitai");
        assertThat(model.kept()).isEmpty();
        assertThat(folder.resolve("kept")).doesNotExist();
    }

    @Test
    void whatIsNoTokenOrNoHostIsRefusedAndNotShown() {
        TokensModel model = model(Runnable::run);
        type(model, "civitai", "two words");
        assertThat(model.notes())
                .singleElement()
                .satisfies(note ->
                        assertThat(note.message()).contains("holds no token").doesNotContain("two words"));
        assertThat(model.tokenProperty().get()).isEmpty();
        type(model, "no host", SECRET);
        assertThat(model.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message())
                        .contains("'no host' is no host")
                        .doesNotContain(SECRET));
        type(model, " ", SECRET);
        type(model, "civitai", " ");
        assertThat(file()).doesNotExist();
    }

    @Test
    void aFileThatOthersCanReadIsRefusedAndWhatWasTypedCanBeKeptOnceItIsMended() throws IOException {
        Files.writeString(file(), "civitai = c\n");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        TokensModel model = model(Runnable::run);
        model.openProperty().set(true);
        assertThat(model.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.hint()).contains("chmod 600"));
        type(model, "huggingface", SECRET);
        assertThat(model.notes()).hasSize(1);
        assertThat(model.tokenProperty().get()).isEqualTo(SECRET);
        assertThat(model.workingProperty().get()).isFalse();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        model.keep();
        assertThat(model.kept()).hasSize(2);
    }

    @Test
    void oneThingIsDoneAtATimeAndWhatWasTypedGoesWhenOneLeaves() {
        List<Runnable> background = new ArrayList<>();
        TokensModel model = model(background::add);
        type(model, "huggingface", SECRET);
        model.keep();
        model.forget("huggingface");
        assertThat(model.workingProperty().get()).isTrue();
        assertThat(background).hasSize(1);
        background.removeFirst().run();
        assertThat(model.workingProperty().get()).isFalse();
        assertThat(model.kept()).hasSize(1);
        model.openProperty().set(true);
        model.tokenProperty().set("half a to");
        model.openProperty().set(false);
        assertThat(model.tokenProperty().get()).isEmpty();
    }

    @Test
    void whatIsTypedWhileAnotherTokenIsStillBeingKeptStays() {
        List<Runnable> background = new ArrayList<>();
        TokensModel model = model(background::add);
        type(model, "huggingface", SECRET);
        model.hostProperty().set("civitai");
        model.tokenProperty().set("the-next");
        background.removeFirst().run();
        assertThat(file()).hasContent("huggingface = " + SECRET);
        assertThat(model.tokenProperty().get()).isEqualTo("the-next");
        model.keep();
        background.removeFirst().run();
        assertThat(file()).hasContent("huggingface = " + SECRET + "\ncivitai = the-next");
        assertThat(model.tokenProperty().get()).isEmpty();
    }
}
