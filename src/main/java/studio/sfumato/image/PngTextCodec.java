package studio.sfumato.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Text chunks to and from bytes (PNG specification §11.3.3). As in Pillow, a malformed text chunk is
/// no reason to refuse a picture: it is left out. One that unpacks to too much is refused.
final class PngTextCodec {
    /// The most one chunk may unpack to: 16 MiB, ten times the largest ComfyUI workflows.
    static final int MOST_UNPACKED = 1 << 24;

    private PngTextCodec() {}

    static String chunkType(PngText text) {
        return text.international() ? "iTXt" : "tEXt";
    }

    static byte[] encode(PngText text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(text.keyword().getBytes(StandardCharsets.ISO_8859_1));
        out.write(0);
        if (text.international()) {
            out.writeBytes(new byte[4]); // not compressed, method 0, no language, no translated keyword
            out.writeBytes(text.text().getBytes(StandardCharsets.UTF_8));
        } else {
            out.writeBytes(text.text().getBytes(StandardCharsets.ISO_8859_1));
        }
        return out.toByteArray();
    }

    /// {@return the text in a chunk; empty if the chunk is malformed or not a text chunk}
    static Optional<PngText> decode(String type, byte[] data, PngChunks chunks) {
        int end = indexOfZero(data, 0);
        if (end < 1 || end > 79) {
            return Optional.empty();
        }
        String keyword = new String(data, 0, end, StandardCharsets.ISO_8859_1);
        return switch (type) {
            case "tEXt" ->
                Optional.of(new PngText(
                        keyword, new String(data, end + 1, data.length - end - 1, StandardCharsets.ISO_8859_1), false));
            case "zTXt" ->
                unpack(data, end + 2, chunks)
                        .map(bytes -> new PngText(keyword, new String(bytes, StandardCharsets.ISO_8859_1), false));
            case "iTXt" -> international(keyword, data, end + 1, chunks);
            default -> Optional.empty();
        };
    }

    private static Optional<PngText> international(String keyword, byte[] data, int flags, PngChunks chunks) {
        int language = indexOfZero(data, flags + 2);
        int translated = language < 0 ? -1 : indexOfZero(data, language + 1);
        if (translated < 0) {
            return Optional.empty();
        }
        Optional<byte[]> bytes = data[flags] == 0
                ? Optional.of(Arrays.copyOfRange(data, translated + 1, data.length))
                : unpack(data, translated + 1, chunks);
        return bytes.map(text -> new PngText(keyword, new String(text, StandardCharsets.UTF_8), true));
    }

    private static Optional<byte[]> unpack(byte[] data, int from, PngChunks chunks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(data, Math.min(from, data.length), Math.max(0, data.length - from));
            while (!inflater.finished()) {
                int count = inflater.inflate(part);
                if (count == 0) {
                    return Optional.empty();
                }
                out.write(part, 0, count);
                if (out.size() > MOST_UNPACKED) {
                    throw chunks.damaged("a text in it unpacks to more than " + MOST_UNPACKED + " bytes");
                }
            }
            return Optional.of(out.toByteArray());
        } catch (DataFormatException e) {
            return Optional.empty();
        }
    }

    private static int indexOfZero(byte[] data, int from) {
        for (int i = from; i < data.length; i++) {
            if (data[i] == 0) {
                return i;
            }
        }
        return -1;
    }
}
