package studio.sfumato.download;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/// The login keychain of macOS, by its program `security`. What is to be kept goes to its input (`-i`), in hexadecimal
/// digits, so that no letter of it is taken for a quotation mark.
///
/// @param program `security`
record MacKeychain(Program program) implements Keychain {
    /// Its exit status where there is no such entry: `errSecItemNotFound`, modulo 256.
    private static final int NONE = 44;

    /// What it takes for one command; it would take the rest of a longer line for another, and complain of its words.
    private static final int MOST_LETTERS = 4096;

    MacKeychain(Path file, Duration patience) {
        this(new Program(file, patience));
    }

    @Override
    public String title() {
        return "the login keychain";
    }

    @Override
    public Optional<Secret> find(String account) throws IOException {
        Program.Said said = program.run("", "find-generic-password", "-s", SERVICE, "-a", account, "-w");
        if (said.code() == NONE) {
            return Optional.empty();
        }
        if (said.code() != 0) {
            throw problem(said);
        }
        return Optional.of(Secret.of(said.text(), title()));
    }

    @Override
    public void keep(String account, Secret secret) throws IOException {
        String digits = HexFormat.of().formatHex(secret.text().getBytes(StandardCharsets.UTF_8));
        String command = "add-generic-password -U -s " + SERVICE + " -a " + account + " -X " + digits + "\n";
        if (command.length() >= MOST_LETTERS) {
            throw new IOException("the token is too long for it");
        }
        Program.Said said = program.run(command, "-i");
        if (said.code() != 0) {
            throw problem(said);
        }
    }

    @Override
    public void forget(String account) throws IOException {
        Program.Said said = program.run("", "delete-generic-password", "-s", SERVICE, "-a", account);
        if (said.code() != 0 && said.code() != NONE) {
            throw problem(said);
        }
    }

    private static IOException problem(Program.Said said) {
        return new IOException(said.problem().isEmpty() ? "exit status " + said.code() : said.problem());
    }
}
