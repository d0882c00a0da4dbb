package studio.sfumato.weights.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import studio.sfumato.error.ModelFileException;

/// Where each file of a zip archive lies in it. Java's own reader does not say, and weights are mapped where
/// they are, so the directory is read here: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 to 4.3.16 and 4.5.3.
final class ZipListing {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int LOCATOR_64_BYTES = 20;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_BYTES = 56;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int EXTRA_64 = 1;
    private static final long IN_EXTRA = 0xffffffffL;

    /// Far above the directory of any checkpoint.
    private static final int MOST_DIRECTORY_BYTES = 16 << 20;

    private final FileChannel channel;
    private final String name;
    private final long size;

    private ZipListing(FileChannel channel, String name) throws IOException {
        this.channel = channel;
        this.name = name;
        this.size = channel.size();
    }

    /// A file in the archive that is not compressed.
    ///
    /// @param offset its first byte in the archive
    /// @param length its size in bytes
    record Entry(long offset, long length) {}

    /// {@return the files in an archive by name}
    ///
    /// @param name what the archive is called in messages
    /// @throws ModelFileException if it is damaged, or a file in it is compressed
    static Map<String, Entry> read(FileChannel channel, String name) throws IOException {
        return new ZipListing(channel, name).entries();
    }

    private record Directory(long offset, long length) {}

    private Map<String, Entry> entries() throws IOException {
        Directory directory = directory();
        if (directory.length > MOST_DIRECTORY_BYTES) {
            throw wrong("its list of files would have " + directory.length + " bytes");
        }
        ByteBuffer bytes = read(directory.offset, (int) directory.length);
        Map<String, Entry> entries = new LinkedHashMap<>();
        while (bytes.remaining() >= CENTRAL_BYTES && bytes.getInt(bytes.position()) == CENTRAL) {
            int at = bytes.position();
            int nameLength = Short.toUnsignedInt(bytes.getShort(at + 28));
            int extraLength = Short.toUnsignedInt(bytes.getShort(at + 30));
            int commentLength = Short.toUnsignedInt(bytes.getShort(at + 32));
            int end = CENTRAL_BYTES + nameLength + extraLength + commentLength;
            if (end > bytes.remaining()) {
                throw wrong("its list of files is cut off");
            }
            byte[] letters = new byte[nameLength];
            bytes.get(at + CENTRAL_BYTES, letters);
            String file = new String(letters, StandardCharsets.UTF_8);
            ByteBuffer extra =
                    bytes.slice(at + CENTRAL_BYTES + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN);
            entries.put(file, entry(file, bytes, at, extra));
            bytes.position(at + end);
        }
        return entries;
    }

    private Entry entry(String file, ByteBuffer central, int at, ByteBuffer extra) throws IOException {
        int method = Short.toUnsignedInt(central.getShort(at + 10));
        long packed = Integer.toUnsignedLong(central.getInt(at + 20));
        long length = Integer.toUnsignedLong(central.getInt(at + 24));
        long header = Integer.toUnsignedLong(central.getInt(at + 42));
        ByteBuffer large = extra64(extra);
        if (length == IN_EXTRA) {
            length = large(large);
        }
        if (packed == IN_EXTRA) {
            packed = large(large);
        }
        if (header == IN_EXTRA) {
            header = large(large);
        }
        if (method != 0 || packed != length) {
            throw wrong("'" + PickleInput.shown(file) + "' in it is compressed, which PyTorch never does");
        }
        ByteBuffer local = read(header, LOCAL_BYTES);
        if (local.getInt(0) != LOCAL) {
            throw wrong("'" + PickleInput.shown(file) + "' in it is not where the list of files says");
        }
        long offset = header
                + LOCAL_BYTES
                + Short.toUnsignedInt(local.getShort(26))
                + Short.toUnsignedInt(local.getShort(28));
        if (length < 0 || offset > size - length) {
            throw wrong("'" + PickleInput.shown(file) + "' in it ends beyond the end of the file");
        }
        return new Entry(offset, length);
    }

    private ByteBuffer extra64(ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
            ByteBuffer field = extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            if (id == EXTRA_64) {
                return field;
            }
            extra.position(extra.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private long large(ByteBuffer field) {
        if (field.remaining() < Long.BYTES) {
            throw wrong("a size in its list of files is missing");
        }
        return field.getLong();
    }

    private Directory directory() throws IOException {
        long from = Math.max(0, size - END_BYTES - LONGEST_COMMENT);
        ByteBuffer tail = read(from, (int) (size - from));
        for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END) {
                long length = Integer.toUnsignedLong(tail.getInt(at + 12));
                long offset = Integer.toUnsignedLong(tail.getInt(at + 16));
                int locator = at - LOCATOR_64_BYTES;
                boolean large = locator >= 0 && tail.getInt(locator) == LOCATOR_64;
                return checked(large ? directory64(tail.getLong(locator + 8)) : new Directory(offset, length));
            }
        }
        throw new ModelFileException(
                name + " is truncated: the list of files at its end is missing",
                "Download or copy the file again.",
                null);
    }

    private Directory directory64(long at) throws IOException {
        ByteBuffer end = read(at, END_64_BYTES);
        if (end.getInt(0) != END_64) {
            throw wrong("its list of files is not where it says");
        }
        return new Directory(end.getLong(48), end.getLong(40));
    }

    private Directory checked(Directory directory) {
        if (directory.offset < 0 || directory.length < 0 || directory.offset > size - directory.length) {
            throw wrong("its list of files lies beyond its end");
        }
        return directory;
    }

    private ByteBuffer read(long from, int length) throws IOException {
        if (from < 0 || from > size - length) {
            throw wrong("it ends at byte " + size + ", but something in it is said to lie at byte " + from);
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw wrong("it became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    private ModelFileException wrong(String what) {
        return new ModelFileException(name + " is a damaged PyTorch file: " + what);
    }
}
