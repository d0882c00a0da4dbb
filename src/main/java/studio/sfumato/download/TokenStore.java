package studio.sfumato.download;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.RequestException;

/// Keeps the user's tokens: in the operating system's keychain where there is one that works, else in a file that only
/// the user can read. The file says which of them are in the keychain, so that it is never asked in vain.
public final class TokenStore {
    /// What stands in the file in place of a token that is in the keychain.
    static final String IN_KEYCHAIN = "keychain";

    private static final Logger LOG = LoggerFactory.getLogger(TokenStore.class);
    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\\d{1,5})?");

    private final Path file;
    private final URI hub;
    private final Optional<Keychain> keychain;

    /// Where a token is from now on.
    ///
    /// @param place in words
    /// @param notice what the user should know about that
    public record Kept(String place, Optional<String> notice) {}

    /// Where a token is.
    ///
    /// @param title the keychain's name, or the file
    public record Place(String title, boolean keychain) {}

    TokenStore(Path file, URI hub, Optional<Keychain> keychain) {
        this.file = file;
        this.hub = hub;
        this.keychain = keychain;
    }

    /// {@return the tokens of this user}
    ///
    /// @param file the file, which need not be there
    public static TokenStore of(Map<String, String> environment, Hub hub, Path file) {
        return new TokenStore(file, hub.base(), Keychain.of(environment));
    }

    /// Keeps the token for a host.
    ///
    /// @param plainly whether it is to be in the file, whatever else there is; an earlier one then leaves the
    ///     keychain
    /// @throws RequestException if it can be kept nowhere
    public Kept keep(String host, Secret token, boolean plainly) {
        String name = name(host);
        String account = Tokens.origin(name, hub);
        Optional<String> notice = Optional.empty();
        if (!plainly && keychain.isPresent()) {
            Keychain chain = keychain.get();
            try {
                chain.keep(account, token);
                if (chain.find(account).filter(token::same).isEmpty()) {
                    throw new IOException("it did not give back what it was given");
                }
                write(account, Optional.of(name + " = " + IN_KEYCHAIN));
                return new Kept(chain.title(), Optional.empty());
            } catch (IOException | RequestException broken) {
                LOG.debug("the keychain cannot be used", broken);
                notice = Optional.of(chain.title() + " cannot be used: " + broken.getMessage());
            }
        } else if (!plainly) {
            notice = Optional.of("there is no keychain on this machine that could be asked");
        }
        boolean earlier =
                plainly && line(account).filter(TokenStore::inKeychain).isPresent();
        write(account, Optional.of(name + " = " + token.text()));
        notice = notice.map(why -> why + "; the token is in " + file + " instead, which only you can read");
        if (earlier) {
            try {
                takeOut(account);
            } catch (IOException broken) {
                notice = Optional.of("an earlier token is still in the keychain, as '" + account
                        + "', and cannot be taken out of it: " + broken.getMessage());
            }
        }
        return new Kept(file.toString(), notice);
    }

    /// Forgets the token for a host, wherever it is.
    ///
    /// @return whether there was one
    /// @throws RequestException if it is somewhere and cannot be taken out
    public boolean forget(String host) {
        String account = Tokens.origin(name(host), hub);
        Optional<String> line = line(account);
        if (line.isEmpty()) {
            return false;
        }
        if (inKeychain(line.get())) {
            try {
                takeOut(account);
            } catch (IOException broken) {
                throw new RequestException(
                        "the token is in the keychain and cannot be taken out of it: " + broken.getMessage(),
                        "Take the entry '" + account + "' out of it by hand, then its line out of " + file + ".",
                        broken);
            }
        }
        write(account, Optional.empty());
        return true;
    }

    private Optional<String> line(String account) {
        return lines().stream().filter(each -> is(each, account)).findFirst();
    }

    private void takeOut(String account) throws IOException {
        keychain.orElseThrow(() -> new IOException("there is none")).forget(account);
    }

    /// {@return where the tokens that were kept are, by their hosts}
    ///
    /// @throws RequestException if the file can be read by others
    public Map<String, Place> places() {
        Map<String, Place> places = new LinkedHashMap<>();
        for (String line : lines()) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                places.put(
                        line.substring(0, equals).strip(),
                        inKeychain(line)
                                ? new Place(keychain.map(Keychain::title).orElse("the keychain"), true)
                                : new Place(file.toString(), false));
            }
        }
        return places;
    }

    /// {@return the token in the keychain for an account}
    ///
    /// @throws RequestException if it has none or cannot be asked; the message says what to do
    static Secret taken(Optional<Keychain> keychain, String account) {
        String why;
        try {
            Optional<Secret> found = keychain.orElseThrow(() -> new IOException("there is none on this machine"))
                    .find(account);
            if (found.isPresent()) {
                return found.get();
            }
            why = "it has none";
        } catch (IOException broken) {
            LOG.debug("the keychain cannot be asked", broken);
            why = String.valueOf(broken.getMessage());
        }
        throw new RequestException(
                "the token for " + account + " should be in the keychain, but: " + why,
                "Give it again: sfumato login HOST; or do without: sfumato logout HOST.",
                null);
    }

    private static boolean inKeychain(String line) {
        return line.substring(line.indexOf('=') + 1).strip().equals(IN_KEYCHAIN);
    }

    private static String name(String host) {
        String name = host.strip()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^https?://", "")
                .replaceFirst("/.*$", "");
        if (!HOST.matcher(name).matches()) {
            throw new RequestException(
                    "'" + host + "' is no host",
                    "huggingface, civitai, or the name of another: models.example.org",
                    null);
        }
        return name;
    }

    private boolean is(String line, String account) {
        int equals = line.indexOf('=');
        return equals > 0
                && !line.startsWith("#")
                && Tokens.origin(line.substring(0, equals).strip(), hub).equals(account);
    }

    private List<String> lines() {
        return Files.exists(file) ? Tokens.read(file).lines().map(String::strip).toList() : List.of();
    }

    /// Puts `line` in the place of the account's, in one stroke.
    private void write(String account, Optional<String> line) {
        List<String> lines = new ArrayList<>(lines());
        lines.removeIf(each -> is(each, account));
        line.ifPresent(lines::add);
        Path folder = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
            boolean posix =
                    FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] mine = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
            Path next = Files.createTempFile(folder, "tokens", ".part", mine);
            try {
                Files.write(next, lines, StandardCharsets.UTF_8);
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (IOException unwritable) {
            throw new RequestException(file + " cannot be written: " + unwritable.getMessage(), null, unwritable);
        }
    }
}
