package studio.sfumato.image;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import studio.sfumato.error.ImageFileException;

/// Walks through the chunks of a PNG file. A chunk's length is believed only as far as the file goes.
final class PngChunks {
    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private static final int NONE_OPEN = -1;

    private final InputStream in;
    private final String name;
    private long left;
    private byte[] type = new byte[4];
    private int length = NONE_OPEN;

    /// Opens `in`, which holds `size` bytes and is called `name` in messages.
    PngChunks(InputStream in, long size, String name) {
        this.in = in;
        this.name = name;
        this.left = size;
        if (size < SIGNATURE.length || !Arrays.equals(take(SIGNATURE.length), SIGNATURE)) {
            throw new ImageFileException(name + " is not a PNG picture");
        }
    }

    PngChunks(byte[] file, String name) {
        this(new ByteArrayInputStream(file), file.length, name);
    }

    /// {@return the type of the next chunk, which is now the current one; what was left of the last one is
    /// skipped}
    String next() {
        if (length != NONE_OPEN) {
            skip();
        }
        ByteBuffer head = ByteBuffer.wrap(take(8));
        length = head.getInt();
        head.get(type);
        for (byte letter : type) {
            if (!(letter >= 'A' && letter <= 'Z') && !(letter >= 'a' && letter <= 'z')) {
                throw damaged("a chunk has a name that is not made of letters");
            }
        }
        if (length < 0 || length + 4L > left) {
            throw damaged(
                    "its chunk " + type() + " claims " + (length & 0xFFFFFFFFL) + " bytes, but " + left + " are left");
        }
        return type();
    }

    /// {@return the length of the current chunk's data in bytes}
    int length() {
        return length;
    }

    /// {@return the current chunk's data, its checksum tested}
    byte[] data() {
        byte[] data = take(length);
        length = NONE_OPEN;
        CRC32 crc = new CRC32();
        crc.update(type);
        crc.update(data);
        if (ByteBuffer.wrap(take(4)).getInt() != (int) crc.getValue()) {
            throw damaged("the checksum of its chunk " + type() + " is wrong");
        }
        return data;
    }

    /// {@return the error that says this file is damaged, and how}
    ImageFileException damaged(String how) {
        return new ImageFileException(name + " cannot be read: " + how);
    }

    private String type() {
        return new String(type, StandardCharsets.US_ASCII);
    }

    private void skip() {
        try {
            in.skipNBytes(length + 4L);
            left -= length + 4L;
            length = NONE_OPEN;
        } catch (EOFException e) {
            throw damaged("it ends in the middle of a chunk");
        } catch (IOException e) {
            throw FileProblem.reading(name, e);
        }
    }

    private byte[] take(int count) {
        if (count > left) {
            throw damaged("it is cut short");
        }
        try {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw damaged("it became shorter while it was read");
            }
            left -= count;
            return bytes;
        } catch (IOException e) {
            throw FileProblem.reading(name, e);
        }
    }
}
