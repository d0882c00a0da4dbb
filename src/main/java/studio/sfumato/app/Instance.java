package studio.sfumato.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.image.AtomicFiles;

/// The one window of a user. It holds a lock in the data folder, which the system takes back however the program ends,
/// and listens on this machine only, to whoever can read its secret there: a second program hands over what it was
/// started with and ends.
final class Instance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
    private static final String LOCK = "window.lock";
    private static final String DOOR = "window.door";
    private static final String HEARD = "heard";
    private static final int SECRET_BYTES = 16;
    private static final int MOST_LINES = 1000;
    private static final int MOST_LETTERS = 65_536;
    private static final int PATIENCE_MILLIS = 3000;
    private static final int TRIES = 50;
    private static final long PAUSE_NANOS = 100_000_000;

    private final Path data;
    private final @Nullable FileChannel channel;
    private @Nullable ServerSocket door;

    private Instance(Path data, @Nullable FileChannel channel) {
        this.data = data;
        this.channel = channel;
    }

    /// Takes the right to be the one window for `data`, or hands `paths` over to the window that has it; one that is
    /// just being opened is waited for.
    ///
    /// @return the right; empty if the open window has heard
    /// @throws TimeoutException if there is one that does not answer
    static Optional<Instance> enter(Path data, List<Path> paths) throws TimeoutException {
        for (int i = 0; i < TRIES; i++) {
            Optional<Instance> mine = claim(data);
            if (mine.isPresent() || handOver(data, paths)) {
                return mine;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new TimeoutException("Sfumato is open already, and its window does not answer");
    }

    /// {@return the right to be the one window for `data`; empty if another program has it. Where no lock can be kept
    /// at all there may be several}
    @SuppressWarnings("resource") // the channel lives as long as the window
    static Optional<Instance> claim(Path data) {
        try {
            Files.createDirectories(data);
            FileChannel channel =
                    FileChannel.open(data.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = locked(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new Instance(data, channel));
        } catch (IOException unlockable) {
            LOG.debug("no lock in {}", data, unlockable);
            return Optional.of(new Instance(data, null));
        }
    }

    private static @Nullable FileLock locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException here) {
            LOG.debug("this very process has it", here);
            return null;
        }
    }

    /// Gives `asked` the paths that a second program was started with, on a thread of its own.
    void listen(Consumer<List<Path>> asked) {
        if (channel == null) {
            return;
        }
        try {
            byte[] secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            String word = HexFormat.of().formatHex(secret);
            ServerSocket open = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            door = open;
            Path file = data.resolve(DOOR);
            AtomicFiles.write(
                    file,
                    out -> out.write((open.getLocalPort() + "\n" + word + "\n").getBytes(StandardCharsets.UTF_8)));
            boolean ours =
                    file.toFile().setReadable(false, false) && file.toFile().setReadable(true, true);
            LOG.debug("listening on {}, secret kept: {}", open.getLocalPort(), ours);
            Thread.ofPlatform().name("door").daemon().start(() -> serve(open, word, asked));
        } catch (IOException closed) {
            LOG.debug("nobody can be heard", closed);
        }
    }

    private static void serve(ServerSocket open, String word, Consumer<List<Path>> asked) {
        while (!open.isClosed()) {
            try (Socket caller = open.accept()) {
                caller.setSoTimeout(PATIENCE_MILLIS);
                read(caller, word).ifPresent(asked);
            } catch (IOException hungUp) {
                LOG.debug("a caller hung up", hungUp);
            }
        }
    }

    private static Optional<List<Path>> read(Socket caller, String word) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8), 1024);
        if (!word.equals(line(in))) {
            return Optional.empty();
        }
        List<Path> paths = new ArrayList<>();
        for (String line = line(in); !line.isEmpty() && paths.size() < MOST_LINES; line = line(in)) {
            try {
                paths.add(Path.of(URI.create(line)));
            } catch (IllegalArgumentException noPath) {
                LOG.debug("no path", noPath);
            }
        }
        caller.getOutputStream().write((HEARD + "\n").getBytes(StandardCharsets.UTF_8));
        return Optional.of(paths);
    }

    /// A line, of which no more is read than a path can have.
    private static String line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int letter = in.read();
                letter >= 0 && letter != '\n' && line.length() < MOST_LETTERS;
                letter = in.read()) {
            line.append((char) letter);
        }
        return line.toString();
    }

    /// Asks the window that is open to come to the front with `paths`.
    ///
    /// @return whether it heard
    static boolean handOver(Path data, List<Path> paths) {
        try {
            List<String> kept = Files.readAllLines(data.resolve(DOOR));
            if (kept.size() < 2 || !kept.getFirst().matches("\\d{1,5}")) {
                return false;
            }
            try (Socket call = new Socket()) {
                call.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(kept.getFirst())),
                        PATIENCE_MILLIS);
                call.setSoTimeout(PATIENCE_MILLIS);
                StringBuilder said = new StringBuilder(kept.get(1)).append('\n');
                paths.forEach(path ->
                        said.append(path.toAbsolutePath().normalize().toUri()).append('\n'));
                OutputStream out = call.getOutputStream();
                out.write(said.append('\n').toString().getBytes(StandardCharsets.UTF_8));
                out.flush();
                return new String(call.getInputStream().readNBytes(HEARD.length()), StandardCharsets.UTF_8)
                        .equals(HEARD);
            }
        } catch (IOException deaf) {
            LOG.debug("the open window does not answer", deaf);
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (door != null) {
                door.close();
                Files.deleteIfExists(data.resolve(DOOR));
            }
            if (channel != null) {
                channel.close();
            }
        } catch (IOException unclosed) {
            LOG.debug("not closed", unclosed);
        }
    }
}
