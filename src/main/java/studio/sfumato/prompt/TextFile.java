package studio.sfumato.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import studio.sfumato.error.ImageFileException;

/// Files of text that people write.
final class TextFile {
    private TextFile() {}

    /// {@return what is in `file`, without a byte order mark}
    ///
    /// @throws ImageFileException if it is missing, unreadable, larger than `most` bytes or not UTF-8
    static String read(Path file, int most) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(most + 1);
        } catch (NoSuchFileException missing) {
            throw new ImageFileException(file + " does not exist", null, missing);
        } catch (IOException unreadable) {
            throw new ImageFileException(file + " cannot be read", null, unreadable);
        }
        if (bytes.length > most) {
            throw new ImageFileException(file + " is larger than a prompt file can be (" + (most >> 20) + " MB)");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException other) {
            throw new ImageFileException(file + " is not UTF-8 text", "save it as UTF-8", other);
        }
    }
}
