package studio.sfumato.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/// Which file lay at a place when it was read: another one may have been put there since.
///
/// @param bytes its size; −1 where there is none
record FileStamp(Path file, long bytes, FileTime changed) {
    static FileStamp of(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(file, now.size(), now.lastModifiedTime());
        } catch (IOException gone) {
            return new FileStamp(file, -1, FileTime.fromMillis(0));
        }
    }

    /// {@return whether another lies there now}
    boolean outdated() {
        return !of(file).equals(this);
    }
}
