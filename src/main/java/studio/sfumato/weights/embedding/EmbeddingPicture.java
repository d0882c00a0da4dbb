package studio.sfumato.weights.embedding;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A textual inversion in a PNG picture, as A1111 writes it (`modules/textual_inversion/image_embedding.py`): JSON in
/// Base64 under the keyword `sd-ti-embedding` in its text, or else hidden in its pixels ([HiddenData]).
final class EmbeddingPicture {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
    private static final byte[] KEYWORD = "sd-ti-embedding\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int TEXT = 0x74455874;
    private static final int MOST_CHUNKS = 1000;
    private static final int MOST_BYTES = 32 << 20;
    private static final int MOST_WIDTH = 1 << 14;

    private EmbeddingPicture() {}

    /// {@return whether there is an embedding in a picture}; a picture that cannot be read has none.
    static boolean is(Path picture) {
        try {
            return text(picture, KEYWORD.length).isPresent()
                    || HiddenData.find(picture, 1)
                            .filter(start -> start.length > 0 && start[0] == '{')
                            .isPresent();
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// {@return the vectors [count, width] in a picture}
    ///
    /// @throws ModelFileException if there are none, or they are damaged
    static Tensor read(Path picture) {
        String name = String.valueOf(picture.getFileName());
        try {
            Optional<byte[]> text = text(picture, MOST_BYTES);
            Optional<byte[]> json = text.isPresent()
                    ? text.map(all -> Base64.getDecoder().decode(Arrays.copyOfRange(all, KEYWORD.length, all.length)))
                    : HiddenData.find(picture, MOST_BYTES);
            return vectors(
                    name,
                    JsonMapper.shared()
                            .readTree(json.orElseThrow(
                                    () -> new ModelFileException(name + " is a picture without an embedding in it"))));
        } catch (IOException | IllegalArgumentException | JacksonException damaged) {
            throw new ModelFileException(name + ": the embedding in it is damaged", null, damaged);
        }
    }

    /// {@return the start of the chunk of text with the embedding: of its keyword and as much of the
    /// rest as is wanted}
    private static Optional<byte[]> text(Path picture, int most) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(picture.toFile(), "r")) {
            byte[] signature = new byte[SIGNATURE.length];
            if (file.length() < SIGNATURE.length) {
                return Optional.empty();
            }
            file.readFully(signature);
            if (!Arrays.equals(signature, SIGNATURE)) {
                return Optional.empty();
            }
            for (int i = 0; i < MOST_CHUNKS && file.length() - file.getFilePointer() >= 12; i++) {
                long length = file.readInt() & 0xFFFFFFFFL;
                int type = file.readInt();
                long end = file.getFilePointer() + length + 4;
                if (end > file.length()) {
                    return Optional.empty();
                }
                if (type == TEXT && length > KEYWORD.length) {
                    byte[] begin = new byte[KEYWORD.length];
                    file.readFully(begin);
                    if (Arrays.equals(begin, KEYWORD)) {
                        return Optional.of(rest(file, begin, (int) Math.min(length, most)));
                    }
                }
                file.seek(end);
            }
            return Optional.empty();
        }
    }

    private static byte[] rest(RandomAccessFile file, byte[] begin, int length) throws IOException {
        byte[] all = Arrays.copyOf(begin, Math.max(length, begin.length));
        file.readFully(all, begin.length, all.length - begin.length);
        return all;
    }

    private static Tensor vectors(String name, JsonNode root) {
        JsonNode rows = root.path("string_to_param").path("*").path("TORCHTENSOR");
        int count = rows.size();
        int width = count == 0 ? 0 : rows.get(0).size();
        if (!rows.isArray() || count > EmbeddingFile.MOST_VECTORS || width < 1 || width > MOST_WIDTH) {
            throw new ModelFileException(name + ": the embedding in it is no list of vectors");
        }
        float[] values = new float[count * width];
        for (int row = 0; row < count; row++) {
            JsonNode vector = rows.get(row);
            if (!vector.isArray() || vector.size() != width) {
                throw new ModelFileException(name + ": the vectors of the embedding in it are not equally wide");
            }
            for (int i = 0; i < width; i++) {
                if (!vector.get(i).isNumber()) {
                    throw new ModelFileException(name + ": the embedding in it holds a value that is no number");
                }
                values[row * width + i] = vector.get(i).floatValue();
            }
        }
        return Tensor.wrap(Shape.of(count, width), values);
    }
}
