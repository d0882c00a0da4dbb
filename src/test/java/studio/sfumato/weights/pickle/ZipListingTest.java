package studio.sfumato.weights.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.ModelFileException;

class ZipListingTest {
    private static final byte[] DATA = "some numbers".getBytes(StandardCharsets.UTF_8);
    private static final String NAME = "archive/data/0";

    @TempDir
    private Path folder;

    /// Checkpoints of more than 4 GB keep sizes and places where a zip archive of old has no room for them.
    @Test
    void sizesAndPlacesOfLargeArchivesAreRead() throws IOException {
        assertThat(read(large(0, DATA.length, 0)))
                .containsOnlyKeys(NAME)
                .containsValue(new ZipListing.Entry(30 + NAME.length() + 5, DATA.length));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 9000000000000000000, 0, ends beyond the end of the file",
        "0, -1, 0, ends beyond the end of the file",
        "9000000000000000000, 12, 0, is said to lie at byte 9000000000000000000",
        "-5, 12, 0, is said to lie at byte -5",
        "3, 12, 0, is not where the list of files says",
        "0, 12, 9000000000000000000, its list of files lies beyond its end",
        "0, 12, -70, its list of files lies beyond its end"
    })
    void placesOutsideTheFileAreRefused(long header, long length, long shift, String what) {
        assertThatThrownBy(() -> read(large(header, length, shift)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("x.ckpt is a damaged PyTorch file: ")
                .hasMessageContaining(what);
    }

    @Test
    void compressedFilesAreRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(NAME));
            zip.write(new byte[1000]);
        }
        assertThatThrownBy(() -> read(out.toByteArray()))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("x.ckpt is a damaged PyTorch file: 'archive/data/0' in it is compressed,"
                        + " which PyTorch never does");
    }

    /// An archive of one file whose sizes all stand in the fields for large ones, with five bytes of padding before the
    /// data as PyTorch has it.
    private static byte[] large(long header, long length, long shift) {
        ByteBuffer out = ByteBuffer.allocate(400).order(ByteOrder.LITTLE_ENDIAN);
        byte[] name = NAME.getBytes(StandardCharsets.UTF_8);
        out.putInt(0x04034b50).put(new byte[22]).putShort((short) name.length).putShort((short) 5);
        out.put(name).put(new byte[5]).put(DATA);
        int directory = out.position();
        out.putInt(0x02014b50).put(new byte[16]).putInt(-1).putInt(-1);
        out.putShort((short) name.length)
                .putShort((short) (4 + 4 + 28))
                .put(new byte[10])
                .putInt(-1);
        out.put(name);
        out.putShort((short) 7).putShort((short) 0); // a field of no interest
        out.putShort((short) 1)
                .putShort((short) 28)
                .putLong(length)
                .putLong(length)
                .putLong(header)
                .putInt(0);
        int end = out.position();
        out.putInt(0x06064b50).putLong(44).put(new byte[12]).putLong(1).putLong(1);
        out.putLong(end - directory).putLong(directory + shift);
        out.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        out.putInt(0x06054b50).put(new byte[8]).putInt(-1).putInt(-1).putShort((short) 0);
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private Map<String, ZipListing.Entry> read(byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(Files.write(folder.resolve("x.ckpt"), bytes))) {
            return ZipListing.read(channel, "x.ckpt");
        }
    }
}
