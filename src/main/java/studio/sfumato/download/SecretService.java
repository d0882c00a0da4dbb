package studio.sfumato.download;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The Secret Service of a Linux desktop (GNOME's keyring, KWallet), by libsecret's `secret-tool`, which reads what it
/// is to keep from its input.
///
/// @param program `secret-tool`
record SecretService(Program program) implements Keychain {
    SecretService(Path file, Duration patience) {
        this(new Program(file, patience));
    }

    @Override
    public String title() {
        return "the desktop's keyring";
    }

    @Override
    public Optional<Secret> find(String account) throws IOException {
        Program.Said said = program.run("", "lookup", "service", SERVICE, "account", account);
        if (said.code() != 0 && !said.problem().isEmpty()) {
            throw new IOException(said.problem());
        }
        return said.code() != 0 || said.text().isBlank()
                ? Optional.empty()
                : Optional.of(Secret.of(said.text(), title()));
    }

    @Override
    public void keep(String account, Secret secret) throws IOException {
        Program.Said said = program.run(
                secret.text(), "store", "--label=Sfumato: " + account, "service", SERVICE, "account", account);
        if (said.code() != 0) {
            throw new IOException(said.problem().isEmpty() ? "exit status " + said.code() : said.problem());
        }
    }

    @Override
    public void forget(String account) throws IOException {
        Program.Said said = program.run("", "clear", "service", SERVICE, "account", account);
        if (said.code() != 0 && !said.problem().isEmpty()) {
            throw new IOException(said.problem());
        }
    }
}
