package studio.sfumato.download;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A web server on the loopback that does what a test wants, in raw bytes: also what no server should do.
public final class Peer implements AutoCloseable {
    private final ServerSocket socket;
    private final Map<String, Answerer> shelves = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    /// A question.
    ///
    /// @param path without its query
    /// @param headers names in lower case
    public record Asked(String path, String query, Map<String, String> headers) {
        /// {@return a header; empty without one}
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /// Answers one question in raw bytes; the connection is closed after it.
    @FunctionalInterface
    public interface Answerer {
        /// Writes the answer, or a part of one.
        void answer(Asked asked, OutputStream out) throws IOException;
    }

    /// A server with nothing on it.
    public Peer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::listen);
    }

    private void listen() {
        while (!socket.isClosed()) {
            try {
                Socket one = socket.accept();
                Thread.startVirtualThread(() -> serve(one));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket one) {
        try (one) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(one.getInputStream(), StandardCharsets.ISO_8859_1));
            String first = in.readLine();
            if (first == null) {
                return;
            }
            Map<String, String> headers = new TreeMap<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            String target = first.substring(first.indexOf(' ') + 1, first.lastIndexOf(' '));
            int query = target.indexOf('?');
            Asked question = new Asked(
                    query < 0 ? target : target.substring(0, query),
                    query < 0 ? "" : target.substring(query + 1),
                    Map.copyOf(headers));
            asked.add(question);
            OutputStream out = one.getOutputStream();
            shelves.getOrDefault(question.path(), (_, to) -> head(to, "404 Not Found", Map.of("Content-Length", "0")))
                    .answer(question, out);
            out.flush();
        } catch (IOException gone) {
            return; // the other side has had enough
        }
    }

    /// {@return the address of `path` here}
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    /// Answers questions of `path` from now on.
    public void on(String path, Answerer answerer) {
        shelves.put(path, answerer);
    }

    /// {@return a well-behaved shelf with `bytes` at `path`}, which may be told to behave worse.
    public Shelf put(String path, byte... bytes) {
        Shelf shelf = new Shelf(this, bytes);
        on(path, shelf);
        return shelf;
    }

    /// Answers questions of `path` as before, but only those that prove with `authorization` who asks.
    public void guard(String path, String authorization) {
        Answerer open = Objects.requireNonNull(shelves.get(path));
        on(path, (asked, out) -> {
            if (asked.header("authorization").equals(authorization)) {
                open.answer(asked, out);
            } else {
                head(out, "401 Unauthorized", Map.of("Content-Length", "0"));
            }
        });
    }

    /// Sends everybody who asks for `path` on.
    public void redirect(String path, String to, Map<String, String> more) {
        on(path, (_, out) -> {
            Map<String, String> headers = new TreeMap<>(more);
            headers.put("Location", to);
            headers.put("Content-Length", "0");
            head(out, "302 Found", headers);
        });
    }

    /// {@return what was asked for so far}
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /// {@return the questions of `path`}
    public List<Asked> asked(String path) {
        return asked.stream().filter(each -> each.path().equals(path)).toList();
    }

    /// Says nothing more until the server is closed.
    void hang() {
        try {
            ended.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /// Writes the beginning of an answer.
    public static void head(OutputStream out, String status, Map<String, String> headers) throws IOException {
        StringBuilder text = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        text.append("Connection: close\r\n\r\n");
        out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
