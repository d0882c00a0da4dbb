package studio.sfumato.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A text where A1111 and its relatives write theirs: Exif's `UserComment` (Exif 2.32, §4.6.5), in the first segment of
/// a JPEG file.
final class ExifComment {
    private static final int START_LENGTH = 2;
    private static final int LONGEST = 65_533;
    private static final int IFD = 18; // one entry: a count, twelve bytes, no next
    private static final int HEADER = 8;

    private ExifComment() {}

    /// {@return `jpeg` with `text` in it; without where it is too long for a segment, some 32,000 letters}
    static byte[] in(byte[] jpeg, String text) {
        byte[] mark = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
        byte[] tiff = tiff(text);
        int length = 2 + mark.length + tiff.length;
        if (length > LONGEST) {
            return jpeg;
        }
        ByteBuffer segment = ByteBuffer.allocate(2 + length)
                .putShort((short) 0xFFE1)
                .putShort((short) length)
                .put(mark)
                .put(tiff);
        byte[] whole = Arrays.copyOf(jpeg, jpeg.length + segment.capacity());
        System.arraycopy(segment.array(), 0, whole, START_LENGTH, segment.capacity());
        System.arraycopy(jpeg, START_LENGTH, whole, START_LENGTH + segment.capacity(), jpeg.length - START_LENGTH);
        return whole;
    }

    /// {@return Exif data with `text` in it and nothing else}
    static byte[] tiff(String text) {
        byte[] letters = text.getBytes(StandardCharsets.UTF_16BE);
        byte[] code = "UNICODE\0".getBytes(StandardCharsets.US_ASCII);
        int comment = HEADER + 2 * IFD;
        ByteBuffer tiff = ByteBuffer.allocate(comment + code.length + letters.length)
                .put(new byte[] {'M', 'M', 0, 42})
                .putInt(HEADER);
        entry(tiff, 0x8769, 4, 1, HEADER + IFD); // leads to Exif's own
        entry(tiff, 0x9286, 7, code.length + letters.length, comment);
        return tiff.put(code).put(letters).array();
    }

    private static void entry(ByteBuffer segment, int tag, int type, int count, int value) {
        segment.putShort((short) 1)
                .putShort((short) tag)
                .putShort((short) type)
                .putInt(count)
                .putInt(value)
                .putInt(0);
    }
}
