package studio.sfumato.runtime;

import java.nio.charset.StandardCharsets;

/// Walks the fields of a serialised protobuf message. Throws [IndexOutOfBoundsException] when the bytes are no such
/// message.
final class ProtoFields {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int field;
    private int wire;
    private int start;

    ProtoFields(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private ProtoFields(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /// Goes to the next field; false at the end.
    boolean next() {
        if (at >= end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        start = at;
        switch (wire) {
            case VARINT -> varint();
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
    boolean isMessage(int wanted) {
        return field == wanted && wire == LENGTH_DELIMITED;
    }

    /// {@return the current field's fields}
    ProtoFields message() {
        return new ProtoFields(bytes, start, at);
    }

    /// {@return the current field as text}
    String text() {
        return new String(bytes, start, at - start, StandardCharsets.UTF_8);
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
            byte part = bytes[at++];
            value |= (part & 0x7FL) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IndexOutOfBoundsException("number too long");
    }
}
