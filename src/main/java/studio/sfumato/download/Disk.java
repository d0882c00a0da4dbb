package studio.sfumato.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a disk has room for. Tests put a small one in its place.
public interface Disk {
    /// {@return the bytes that can still be written below `folder`, which exists}
    long usable(Path folder) throws IOException;

    /// Writes all of `bytes` to the end of `file`.
    default void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /// {@return the disks of this machine}
    static Disk system() {
        return folder -> Files.getFileStore(folder).getUsableSpace();
    }
}
