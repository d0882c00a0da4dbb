package studio.sfumato.canvas.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The right to be the only one who has a working folder open, in this process or another. What this process
/// holds is also noted in memory: where locks belong to processes, opening a lock file a second time and closing
/// it would end the first one's lock.
final class Hold implements Closeable {
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private Hold(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /// {@return the right; `null` if somebody has it}
    static @Nullable Hold take(Path folder) throws IOException {
        Path ours = folder.toRealPath();
        if (!OURS.add(ours)) {
            return null;
        }
        @Nullable FileChannel channel = null;
        @Nullable FileLock lock = null;
        try {
            channel = FileChannel.open(ours.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = channel.tryLock();
            return lock == null ? null : new Hold(ours, channel);
        } finally {
            if (lock == null) {
                OURS.remove(ours);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OURS.remove(folder);
        }
    }
}
