package studio.sfumato.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.DownloadException;

/// What has come of a file. Its SHA-256 is worked out as bytes arrive. While it is open no other process fetches it.
final class PartFile implements AutoCloseable {
    private static final int BUFFER = 1 << 18;

    private final Path path;
    private final Disk disk;
    private final FileChannel channel;
    private MessageDigest digest = Checksum.digest("SHA-256");
    private long length;

    private PartFile(Path path, Disk disk, FileChannel channel) {
        this.path = path;
        this.disk = disk;
        this.channel = channel;
    }

    /// Opens what there is, or begins.
    ///
    /// @throws DownloadException if it cannot be written, or is being written by somebody else
    static PartFile open(Path path, Disk disk) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new DownloadException(
                        path.getFileName() + " is being fetched already",
                        "Another Sfumato does it: wait for it, or stop it.",
                        null);
            }
            return new PartFile(path, disk, channel);
        } catch (IOException unwritable) {
            throw Trouble.writing(path.toString(), unwritable);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException ours) {
            return false;
        }
    }

    /// Takes what is in the file as having come.
    ///
    /// @return whether that is anything
    boolean reread(CancellationToken cancel) {
        try {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            channel.position(0);
            while (channel.read(buffer) >= 0) {
                cancel.throwIfCancelled();
                length += buffer.flip().remaining();
                digest.update(buffer);
                buffer.clear();
            }
            return length > 0;
        } catch (IOException unreadable) {
            throw Trouble.writing(path.toString(), unreadable);
        }
    }

    boolean isEmpty() throws IOException {
        return channel.size() == 0;
    }

    Path path() {
        return path;
    }

    long length() {
        return length;
    }

    void append(ByteBuffer bytes) {
        try {
            ByteBuffer same = bytes.duplicate();
            int more = bytes.remaining();
            disk.write(channel, bytes);
            digest.update(same);
            length += more;
        } catch (IOException unwritable) {
            cutTo(length);
            throw Trouble.writing(path.toString(), unwritable);
        }
    }

    /// Throws away what has come.
    void restart() {
        cutTo(0);
        digest = Checksum.digest("SHA-256");
        length = 0;
    }

    private void cutTo(long size) {
        try {
            channel.truncate(size);
            channel.position(size);
        } catch (IOException unwritable) {
            throw Trouble.writing(path.toString(), unwritable);
        }
    }

    /// {@return the SHA-256 of what has come}; nothing can be added after that but from the start.
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Makes sure that it survives a power cut.
    void sync() {
        try {
            channel.force(true);
        } catch (IOException unwritable) {
            throw Trouble.writing(path.toString(), unwritable);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException unwritable) {
            throw Trouble.writing(path.toString(), unwritable);
        }
    }
}
