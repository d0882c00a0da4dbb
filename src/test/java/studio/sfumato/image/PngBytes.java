package studio.sfumato.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/// Makes PNG files that are wrong on purpose.
final class PngBytes {
    private static final int HEADER_END = 33;

    private PngBytes() {}

    static byte[] file(int width, int height, int depth, int colourType, byte[] rows) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            deflater.write(rows);
        }
        ByteBuffer header = ByteBuffer.allocate(13);
        header.putInt(width).putInt(height).put((byte) depth).put((byte) colourType);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PngChunks.SIGNATURE);
        out.writeBytes(chunk("IHDR", header.array()));
        out.writeBytes(chunk("IDAT", packed.toByteArray()));
        out.writeBytes(chunk("IEND", new byte[0]));
        return out.toByteArray();
    }

    /// {@return `file` with another chunk after its header}
    static byte[] insert(byte[] file, String type, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, HEADER_END);
        out.writeBytes(chunk(type, data));
        out.write(file, HEADER_END, file.length - HEADER_END);
        return out.toByteArray();
    }

    /// {@return `file` with every checksum set right, as far as its chunks can be followed}
    static byte[] repair(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file.clone());
        int at = 8;
        while (at + 12L <= file.length) {
            int length = bytes.getInt(at);
            if (length < 0 || at + 12L + length > file.length) {
                break;
            }
            bytes.putInt(at + 8 + length, crc(Arrays.copyOfRange(bytes.array(), at + 4, at + 8 + length)));
            at += 12 + length;
        }
        return bytes.array();
    }

    private static byte[] chunk(String type, byte[] data) {
        ByteBuffer out = ByteBuffer.allocate(12 + data.length);
        out.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        out.putInt(crc(Arrays.copyOfRange(out.array(), 4, 8 + data.length)));
        return out.array();
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
