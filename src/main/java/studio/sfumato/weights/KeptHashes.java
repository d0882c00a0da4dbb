package studio.sfumato.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SHA-256 sums by what they are of, in memory and in a file: working one out takes seconds for a large model.
/// Safe for use by several threads, and several programs.
///
/// The file has a line for each, `HASH TAB KEY`, the oldest first: one more is a line more. A line that is not so,
/// after a power cut perhaps, is passed over.
public final class KeptHashes {
    private static final Logger LOG = LoggerFactory.getLogger(KeptHashes.class);
    private static final int MOST_KEPT = 100_000;
    private static final long MOST_BYTES = 256L << 20;
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})\t(.+)", Pattern.DOTALL);

    private final Optional<Path> place;
    private final int most;
    private final Map<String, String> known = new LinkedHashMap<>();

    /// How much of the file has been read, in bytes.
    private long read;

    /// How many lines there were in that.
    private int lines;

    /// Hashes kept in `file`, which is made when needed, can be made again, and is done without when it can't be made.
    public KeptHashes(Path file) {
        this(Optional.of(file.toAbsolutePath()), MOST_KEPT);
    }

    /// Hashes kept in memory only.
    public KeptHashes() {
        this(Optional.empty(), MOST_KEPT);
    }

    /// @param most how many are kept; a tenth is dropped when there are more, first those whose files are no longer
    ///     as they were, then the oldest
    KeptHashes(Optional<Path> place, int most) {
        this.place = place;
        this.most = most;
    }

    /// {@return the hash of what `key` stands for, 64 hexadecimal digits: kept, or else worked out}
    ///
    /// @param key best made of [FileStamp]s, which tell whether it is still of use
    public String get(String key, Supplier<String> workOut) {
        String hash = kept(key);
        if (hash == null) {
            hash = workOut.get();
            keep(key, hash);
        }
        return hash;
    }

    private synchronized @Nullable String kept(String key) {
        String hash = known.get(key);
        if (hash == null && place.isPresent()) {
            readOn(place.get());
            hash = known.get(key);
        }
        return hash;
    }

    /// Reads what has come to the file since it was last read: by this program or another.
    private void readOn(Path file) {
        try {
            long size = Files.exists(file) ? Files.size(file) : 0;
            if (size < read) { // made anew
                read = 0;
                lines = 0;
            }
            if (size == read) {
                return;
            }
            if (size > MOST_BYTES) {
                LOG.debug("{} is too large for hashes: it is made anew", file);
                Files.delete(file);
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                ByteBuffer fresh = ByteBuffer.allocate((int) (size - read));
                for (int got = 0; got >= 0 && fresh.hasRemaining(); ) {
                    got = channel.read(fresh, read + fresh.position());
                }
                int whole = fresh.position();
                while (whole > 0 && fresh.get(whole - 1) != '\n') {
                    whole--; // still being written
                }
                take(new String(fresh.array(), 0, whole, StandardCharsets.UTF_8));
                read += whole;
            }
        } catch (IOException unreadable) {
            LOG.debug("forgetting the kept hashes: {}", JsonFile.reason(unreadable));
        }
    }

    private void take(String text) {
        for (String line : text.split("\n", -1)) {
            lines += line.isEmpty() ? 0 : 1;
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                known.put(inOneLine(parts.group(2), false), parts.group(1));
            }
        }
    }

    private synchronized void keep(String key, String hash) {
        known.put(key, hash);
        if (place.isEmpty()) {
            return;
        }
        Path file = place.get();
        try {
            Files.createDirectories(file.getParent());
            readOn(file);
            if (lines >= most) {
                replace(file);
                return;
            }
            append(file, line(key, hash));
        } catch (IOException unwritable) {
            LOG.debug("cannot keep a hash: {}", JsonFile.reason(unwritable));
        }
    }

    /// One write at the end, so that two programs never write into each other's lines. It begins with a new line, so
    /// that one which was cut off spoils no other.
    private static void append(Path file, String line) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode("\n" + line + "\n");
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /// Replaces the file in one step, so that a crash or a second Sfumato never leaves half of one.
    private void replace(Path file) throws IOException {
        int toDrop = known.size() - (most - most / 10);
        for (boolean anyway : new boolean[] {false, true}) {
            for (var keys = known.keySet().iterator(); toDrop > 0 && keys.hasNext(); ) {
                if (!FileStamp.holds(keys.next()) || anyway) {
                    keys.remove();
                    toDrop--;
                }
            }
        }
        Path fresh = Files.createTempFile(file.getParent(), "hashes", ".tmp");
        try {
            Files.writeString(
                    fresh,
                    known.entrySet().stream()
                            .map(one -> line(one.getKey(), one.getValue()))
                            .collect(Collectors.joining("\n", "", "\n")));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            read = Files.size(file);
            lines = known.size();
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static String line(String key, String hash) {
        return hash + "\t" + inOneLine(key, true);
    }

    /// File names may have line breaks in them.
    private static String inOneLine(String key, boolean written) {
        return written
                ? key.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
                : key.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    }
}
