package studio.sfumato.download;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Where the operating system keeps its user's secrets, through what it ships with. Asking may take as long as somebody
/// needs to unlock it.
interface Keychain {
    /// What everything is kept under.
    String SERVICE = "sfumato";

    /// How long it may take somebody to unlock it.
    Duration PATIENCE = Duration.ofMinutes(2);

    /// {@return what people call it}
    String title();

    /// {@return what is kept for `account`; empty if nothing is}
    ///
    /// @throws IOException if it cannot be asked, or is not unlocked
    Optional<Secret> find(String account) throws IOException;

    /// Keeps `secret` for `account`, in place of another.
    ///
    /// @throws IOException if it cannot be kept
    void keep(String account, Secret secret) throws IOException;

    /// Forgets what is kept for `account`, if anything is.
    ///
    /// @throws IOException if it cannot be asked
    void forget(String account) throws IOException;

    /// {@return that of this machine, if it has one}
    ///
    /// @param environment tells where programs are
    static Optional<Keychain> of(Map<String, String> environment) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.contains("win")) {
            return WindowsCredentials.open().map(Keychain.class::cast);
        }
        String path = environment.getOrDefault("PATH", "");
        return system.contains("mac")
                ? Program.find("security", path).map(program -> new MacKeychain(program, PATIENCE))
                : Program.find("secret-tool", path).map(program -> new SecretService(program, PATIENCE));
    }
}
