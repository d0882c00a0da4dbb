package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.settings.AppPaths;

class LoginCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Map<String, String> environment, String... args) {
        Workshop workshop = new Workshop(AppPaths.in(folder), "test", false, environment, Thread::startVirtualThread);
        return new Cli(workshop, new PrintWriter(out), new PrintWriter(err)).run(args);
    }

    private String token() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "hf_secret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    @Test
    void withoutAKeychainATokenIsKeptInTheFileAndForgotten() throws IOException {
        Map<String, String> nothing = Map.of("PATH", folder.toString());
        assertThat(run(nothing, "login", "huggingface", "--token-file", token()))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).contains("note: there is no keychain on this machine");
        assertThat(out.toString()).contains("kept in " + AppPaths.in(folder).tokens());
        assertThat(run(nothing, "login")).isZero();
        assertThat(out.toString()).contains("huggingface  in ");
        assertThat(run(nothing, "logout", "huggingface")).isZero();
        assertThat(run(nothing, "logout", "huggingface")).isNotZero();
        assertThat(err.toString()).contains("no token is kept for huggingface");
        assertThat(out + err.toString()).doesNotContain("hf_secret");
    }

    @Test
    void aStandInForTheKeychainOnThePathIsUsed() throws IOException {
        Path program = Files.writeString(folder.resolve("secret-tool"), """
                #!/bin/sh
                case "$1" in
                  store) cat > "%1$s/kept" ;;
                  lookup) cat "%1$s/kept" ;;
                esac
                """.formatted(folder));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        assertThat(run(Map.of("PATH", folder.toString()), "login", "civitai", "--token-file", token()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("kept in the desktop's keyring");
        assertThat(folder.resolve("kept")).hasContent("hf_secret");
        assertThat(AppPaths.in(folder).tokens()).hasContent("civitai = keychain");
    }

    @Test
    void whatIsNoTokenIsRefusedWithoutBeingShown() throws IOException {
        Path file = Path.of(token());
        Files.writeString(file, "two words of it\n");
        assertThat(run(Map.of(), "login", "civitai", "--token-file", file.toString()))
                .isNotZero();
        assertThat(err.toString()).contains("holds no token").doesNotContain("two words");
        assertThat(run(Map.of(), "login", "no host", "--token-file", token())).isNotZero();
        assertThat(err.toString()).contains("'no host' is no host");
    }
}
