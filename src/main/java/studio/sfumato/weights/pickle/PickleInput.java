package studio.sfumato.weights.pickle;

import java.nio.charset.StandardCharsets;
import studio.sfumato.error.ModelFileException;

/// The bytes of a pickle, read from front to back. Nothing is allocated that they don't pay for.
final class PickleInput {
    private static final int LONGEST_LINE = 4096;
    private static final int LONGEST_SHOWN = 100;

    private final String name;
    private final byte[] bytes;
    private int at;

    /// @param name what it is called in messages
    PickleInput(String name, byte... bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /// {@return how many bytes were read}
    int position() {
        return at;
    }

    /// {@return the next byte, 0 to 255}
    int next() {
        require(1);
        return bytes[at++] & 0xff;
    }

    /// {@return a whole number without a sign of so many bytes, the lowest first}
    ///
    /// @throws ModelFileException if it has more than 63 bits
    long number(int count) {
        require(count);
        long number = 0;
        for (int i = count - 1; i >= 0; i--) {
            number = (number << 8) | (bytes[at + i] & 0xff);
        }
        at += count;
        if (number < 0) {
            throw wrong("a length in it is impossible");
        }
        return number;
    }

    /// {@return a whole number with a sign of so many bytes, the lowest first; 0 if it needs more than 64 bits}
    long signed(long count) {
        require(count);
        long number = count > 0 && bytes[at + (int) count - 1] < 0 ? -1L : 0L;
        for (int i = (int) count - 1; i >= 0; i--) {
            number = (number << 8) | (bytes[at + i] & 0xff);
        }
        at += (int) count;
        return count > Long.BYTES ? 0 : number;
    }

    /// {@return a text of so many bytes}
    String text(long length) {
        require(length);
        String text = new String(bytes, at, (int) length, StandardCharsets.UTF_8);
        at += (int) length;
        return text;
    }

    /// {@return the text up to the end of the line}
    String line() {
        int end = at;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        if (end == bytes.length || end - at > LONGEST_LINE) {
            throw wrong("a line in it has no end");
        }
        String line = new String(bytes, at, end - at, StandardCharsets.UTF_8);
        at = end + 1;
        return line;
    }

    /// Passes over so many bytes.
    void skip(long count) {
        require(count);
        at += (int) count;
    }

    private void require(long count) {
        if (count < 0 || count > bytes.length - at) {
            throw wrong("it ends in the middle");
        }
    }

    /// {@return text from a file as it may be shown: on one line, and not too long}
    static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}|\\R", "?");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }

    /// {@return an error at this place}
    ModelFileException wrong(String what) {
        return new ModelFileException(name + " is damaged at byte " + at + ": " + what);
    }
}
