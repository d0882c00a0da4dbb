package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampTest {
    @TempDir
    Path folder;

    @Test
    void anotherFileInItsPlaceIsSeen() throws IOException {
        Path file = Files.writeString(folder.resolve("model"), "one");
        FileStamp stamp = FileStamp.of(file);
        assertThat(stamp.outdated()).isFalse();
        Files.setLastModifiedTime(file, FileTime.fromMillis(7));
        assertThat(stamp.outdated()).isTrue();
        FileStamp fresh = FileStamp.of(file);
        Files.delete(file);
        assertThat(fresh.outdated()).isTrue();
        assertThat(FileStamp.of(file).outdated()).isFalse();
    }
}
