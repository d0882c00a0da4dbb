package studio.sfumato.download;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.DownloadException;
import studio.sfumato.error.Printable;
import studio.sfumato.error.RequestException;

/// Asks servers. Redirects are followed here, not by Java's client: to at most ten places, never from https to http,
/// and a token goes only to the host it is for. Nothing is opened before the first question.
public final class Network implements AutoCloseable {
    private static final int MOST_REDIRECTS = 10;
    private static final int LONGEST_NAME = 160;

    private final String agent;
    private final Patience patience;
    private final Optional<String> forbidden;
    private @Nullable HttpClient client;

    /// @param version of this program, which servers are told
    /// @param forbidden what forbids to ask anybody, if so
    public Network(String version, Patience patience, Optional<String> forbidden) {
        this.forbidden = forbidden;
        this.agent = "Sfumato/" + version.replaceAll("[^A-Za-z0-9._-]", "");
        this.patience = patience;
    }

    /// {@return the variable of the environment that forbids to ask anybody}
    public static Optional<String> forbidden(Map<String, String> environment) {
        return Stream.of("SFUMATO_OFFLINE", "HF_HUB_OFFLINE")
                .filter(name -> environment.getOrDefault(name, "").matches("(?i)1|true|yes|on"))
                .findFirst();
    }

    /// Does nothing where servers may be asked.
    ///
    /// @throws DownloadException if that is forbidden
    void requireAllowed() {
        forbidden.ifPresent(reason -> {
            throw new DownloadException(
                    "nothing is fetched: " + reason + " forbids it",
                    "What is on this machine already is used in place.",
                    null);
        });
    }

    /// {@return how long it waits}
    Patience patience() {
        return patience;
    }

    private synchronized HttpClient client() {
        HttpClient open = client;
        if (open == null) {
            open = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(patience.connect())
                    .proxy(ProxySelector.getDefault())
                    .executor(Thread::startVirtualThread)
                    .build();
            client = open;
        }
        return open;
    }

    /// {@return the answer to a `GET`, whatever its status is but a redirect}
    ///
    /// @param more headers to send along
    /// @throws IOException if the connection fails in a way that may pass
    /// @throws DownloadException if it fails in a way that does not
    /// @throws CancelledException if `cancel` is cancelled
    Answer get(URI uri, Map<String, String> more, Tokens tokens, CancellationToken cancel) throws IOException {
        requireAllowed();
        URI at = uri;
        Optional<String> linked = Optional.empty();
        OptionalLong size = OptionalLong.empty();
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpResponse<Intake> response = send(at, more, tokens, cancel);
            Answer answer =
                    new Answer(uri, at, response.statusCode(), response.headers(), linked, size, response.body());
            Optional<String> onward = answer.header("location");
            if (!isRedirect(answer.status()) || onward.isEmpty()) {
                return answer;
            }
            answer.close();
            if (linked.isEmpty()) {
                linked = answer.header("x-linked-etag");
                size = answer.header("x-linked-size")
                        .filter(text -> text.matches("\\d{1,18}"))
                        .map(text -> OptionalLong.of(Long.parseLong(text)))
                        .orElse(OptionalLong.empty());
            }
            at = onward(at, onward.get());
        }
        throw new DownloadException(named(uri) + " leads to more than " + MOST_REDIRECTS + " other places");
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    static URI onward(URI from, String location) {
        URI to;
        try {
            to = from.resolve(escaped(location));
        } catch (IllegalArgumentException malformed) {
            throw new DownloadException(named(from) + " leads to something that is no address", null, malformed);
        }
        String scheme = String.valueOf(to.getScheme());
        if (to.getHost() == null || !scheme.matches("(?i)https?") || to.getRawUserInfo() != null) {
            throw new DownloadException(named(from) + " leads to something that is no web address");
        }
        if (scheme.equalsIgnoreCase("http") && "https".equalsIgnoreCase(from.getScheme())) {
            throw new DownloadException(
                    named(from) + " leads to " + named(to) + " without encryption, which is refused",
                    "Somebody on the way could put another file in its place.",
                    null);
        }
        return to;
    }

    /// Many servers send letters that an address may not have.
    private static String escaped(String location) {
        StringBuilder escaped = new StringBuilder();
        for (int at = 0; at < location.length(); at++) {
            char letter = location.charAt(at);
            if (letter <= ' ' || "\"<>\\^`{|}".indexOf(letter) >= 0) {
                escaped.append(String.format(Locale.ROOT, "%%%02X", (int) letter));
            } else {
                escaped.append(letter);
            }
        }
        return escaped.toString();
    }

    private HttpResponse<Intake> send(URI uri, Map<String, String> more, Tokens tokens, CancellationToken cancel)
            throws IOException {
        Map<String, String> headers = new LinkedHashMap<>(more);
        headers.put("User-Agent", agent);
        headers.put("Accept-Encoding", "identity");
        tokens.of(uri).ifPresent(token -> headers.put("Authorization", token.authorization()));
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(uri).GET();
        } catch (IllegalArgumentException refused) {
            throw new RequestException("the address cannot be asked: " + named(uri), null, refused);
        }
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<Intake>> asked = client().sendAsync(request.build(), _ -> new Intake());
        try (CancellationToken.Registration _ = cancel.onCancel(() -> asked.cancel(true))) {
            return asked.get(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException silent) {
            asked.cancel(true);
            throw new StalledException(patience.answer());
        } catch (ExecutionException failed) {
            cancel.throwIfCancelled();
            throw problem(uri, failed.getCause() == null ? failed : failed.getCause());
        } catch (CancellationException cancelled) {
            throw new CancelledException();
        } catch (InterruptedException interrupted) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    private static IOException problem(URI uri, Throwable cause) {
        for (@Nullable Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof UnresolvedAddressException || inner instanceof UnknownHostException) {
                return new UnreachableException(uri.getHost() + " is not known here", "Is this machine online?", cause);
            }
            if (inner instanceof SSLException) {
                throw new DownloadException(
                        uri.getHost() + " could not prove that it is itself: " + inner.getMessage(),
                        "A proxy that reads along, or a wrong clock, does that.",
                        cause);
            }
        }
        if (cause instanceof ConnectException) {
            return new UnreachableException(
                    uri.getHost() + " does not take the connection", "Is this machine online?", cause);
        }
        if (cause instanceof IOException broken) {
            return broken;
        }
        throw new DownloadException(named(uri) + " cannot be asked: " + cause.getMessage(), null, cause);
    }

    /// {@return `uri` as it may be shown: without its query, which may hold a key}
    static String named(URI uri) {
        String name = uri.getHost() + RemoteName.decoded(String.valueOf(uri.getRawPath()));
        return Printable.of(name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…");
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
            client = null;
        }
    }
}
