package studio.sfumato.download;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import studio.sfumato.error.RequestException;

/// Which token is for which host. A token goes to the host it is for and to no other, not even when that host sends
/// one on; and never over a line that others can read.
///
/// They come from the environment (`HF_TOKEN`, `CIVITAI_TOKEN`) or from a file with a line for each host,
/// `huggingface = …`, `civitai = …` or `models.example.org = …`, which is read when something is asked for and refused
/// where other users of the machine can read it. Where it says `keychain` in place of a token, the operating system's
/// keychain is asked for it ([TokenStore]), once, when a request goes to that host.
public final class Tokens {
    private static final Map<String, String> NAMES = Map.of("civitai", "https://civitai.com");
    private static final List<String> HUB = List.of("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN");
    private static final List<String> CIVITAI = List.of("CIVITAI_TOKEN", "CIVITAI_API_TOKEN");
    private static final int MOST_BYTES = 1 << 16;
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Map<String, Secret> byOrigin;
    private final Set<String> inKeychain;
    private final Function<String, Secret> keychain;

    private Tokens(Map<String, Secret> byOrigin, Set<String> inKeychain, Function<String, Secret> keychain) {
        this.byOrigin = new ConcurrentHashMap<>(byOrigin);
        this.inKeychain = Set.copyOf(inKeychain);
        this.keychain = keychain;
    }

    /// {@return no tokens at all}
    public static Tokens none() {
        return new Tokens(Map.of(), Set.of(), origin -> TokenStore.taken(Optional.empty(), origin));
    }

    /// {@return the tokens of this user}: what the environment says counts before what the file says.
    ///
    /// @param hub where the hub is
    /// @param file need not exist
    /// @throws RequestException if the file can be read by others, or a token cannot be one
    public static Tokens of(Map<String, String> env, URI hub, Path file) {
        return of(env, hub, file, () -> Keychain.of(env));
    }

    /// The same with a keychain that may be a test's.
    static Tokens of(Map<String, String> env, URI hub, Path file, Supplier<Optional<Keychain>> keychain) {
        Map<String, Secret> found = new HashMap<>();
        Set<String> locked = new HashSet<>();
        if (Files.exists(file)) {
            List<String> lines = read(file).lines().map(String::strip).toList();
            for (int at = 0; at < lines.size(); at++) {
                String line = lines.get(at);
                String where = file + ", line " + (at + 1) + ",";
                if (!line.isEmpty() && !line.startsWith("#")) {
                    int equals = line.indexOf('=');
                    if (equals <= 0) {
                        throw new RequestException(where + " is not HOST = TOKEN");
                    }
                    String host = line.substring(0, equals).strip();
                    if (line.substring(equals + 1).strip().equals(TokenStore.IN_KEYCHAIN)) {
                        locked.add(origin(host, hub));
                    } else {
                        found.put(origin(host, hub), Secret.of(line.substring(equals + 1), where));
                    }
                }
            }
        }
        variable(env, CIVITAI).ifPresent(token -> found.put(origin("civitai", hub), token));
        variable(env, HUB).ifPresent(token -> found.put(origin(hub), token));
        return new Tokens(found, locked, origin -> TokenStore.taken(keychain.get(), origin));
    }

    private static Optional<Secret> variable(Map<String, String> env, List<String> names) {
        return names.stream()
                .filter(name -> !env.getOrDefault(name, "").isBlank())
                .findFirst()
                .map(name -> Secret.of(env.getOrDefault(name, ""), name));
    }

    /// {@return the token that is all there is in `file`}
    ///
    /// @throws RequestException if it cannot be read, others can read it, or it holds no token
    public static Secret single(Path file) {
        return Secret.of(
                read(file).lines().filter(line -> !line.isBlank()).findFirst().orElse(""), file.toString());
    }

    /// {@return these and `token` for the host of `uri`}
    public Tokens with(URI uri, Secret token) {
        Map<String, Secret> more = new HashMap<>(byOrigin);
        more.put(origin(uri), token);
        return new Tokens(more, inKeychain, keychain);
    }

    /// {@return the token to send with a request of `uri`}
    ///
    /// @throws RequestException if it is in the keychain, which does not give it
    Optional<Secret> of(URI uri) {
        if (!safe(uri)) {
            return Optional.empty();
        }
        String origin = origin(uri);
        return inKeychain.contains(origin)
                ? Optional.of(byOrigin.computeIfAbsent(origin, keychain))
                : Optional.ofNullable(byOrigin.get(origin));
    }

    private static boolean safe(URI uri) {
        String host = String.valueOf(uri.getHost());
        boolean here = host.equals("localhost") || host.matches("127\\.\\d+\\.\\d+\\.\\d+") || host.equals("[::1]");
        return "https".equalsIgnoreCase(uri.getScheme()) || here;
    }

    static String origin(String name, URI hub) {
        String host = name.toLowerCase(Locale.ROOT);
        return host.equals("huggingface") || host.equals("hub")
                ? origin(hub)
                : origin(URI.create(NAMES.getOrDefault(host, "https://" + host.replaceAll("[^a-z0-9.:-]", "_"))));
    }

    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("http") ? 80 : 443;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    static String read(Path file) {
        try {
            refuseShared(file);
            if (Files.size(file) > MOST_BYTES) {
                throw new RequestException(file + " is too large for a file of tokens");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            throw new RequestException(file + " does not exist", null, missing);
        } catch (IOException unreadable) {
            throw new RequestException(file + " cannot be read as a file of tokens", null, unreadable);
        }
    }

    /// A file system without POSIX permissions keeps other users out by other means.
    private static void refuseShared(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> may = Files.getPosixFilePermissions(file, new LinkOption[0]);
            if (Stream.of(OTHERS).flatMap(Set::stream).anyMatch(may::contains)) {
                throw new RequestException(
                        file + " can be read or changed by other users, so the token in it is not used",
                        "Keep it to yourself: chmod 600 " + file,
                        null);
            }
        }
    }
}
