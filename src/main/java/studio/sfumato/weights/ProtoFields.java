package studio.sfumato.weights;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Walks the fields of a serialised protobuf message without copying what it passes over. Throws
/// [IndexOutOfBoundsException] where the bytes are no such message.
public final class ProtoFields {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int MOST_TEXT = 1 << 16;

    private final ByteBuffer bytes;
    private final int end;
    private int at;
    private int field;
    private int wire;
    private int start;
    private long number;

    /// The fields of the message in `bytes`.
    public ProtoFields(ByteBuffer bytes) {
        this(bytes, 0, bytes.limit());
    }

    private ProtoFields(ByteBuffer bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /// Goes to the next field; false at the end.
    public boolean next() {
        if (at >= end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        start = at;
        switch (wire) {
            case VARINT -> number = varint();
            case FIXED64 -> skip(Long.BYTES);
            case LENGTH_DELIMITED -> {
                long length = varint();
                start = at;
                skip(length);
            }
            case FIXED32 -> skip(Integer.BYTES);
            default -> throw new IndexOutOfBoundsException("wire type " + wire);
        }
        return true;
    }

    /// {@return whether the current field is number `wanted` and holds bytes: a message, a text or raw data}
    public boolean isMessage(int wanted) {
        return field == wanted && wire == LENGTH_DELIMITED;
    }

    /// {@return whether the current field is number `wanted` and holds a whole number}
    public boolean isNumber(int wanted) {
        return field == wanted && wire == VARINT;
    }

    /// {@return the current field's fields}
    public ProtoFields message() {
        return new ProtoFields(bytes, start, at);
    }

    /// {@return the whole number in the current field}
    public long number() {
        return number;
    }

    /// {@return the product of whole numbers that follow each other without anything between}
    public long product() {
        long product = 1;
        while (at < end) {
            product *= varint();
        }
        return product;
    }

    /// {@return how many bytes the current field holds}
    public int length() {
        return at - start;
    }

    /// {@return the current field as text}
    public String text() {
        if (length() > MOST_TEXT) {
            throw new IndexOutOfBoundsException("a name of " + length() + " bytes");
        }
        byte[] text = new byte[length()];
        bytes.get(start, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private void skip(long count) {
        if (count < 0 || count > end - at) {
            throw new IndexOutOfBoundsException("field ends outside its message");
        }
        at += (int) count;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at >= end) {
                throw new IndexOutOfBoundsException("number ends outside its message");
            }
            byte part = bytes.get(at++);
            value |= (part & 0x7FL) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IndexOutOfBoundsException("number too long");
    }
}
