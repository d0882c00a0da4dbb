package studio.sfumato.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.error.ModelFileException;

/// A `.safetensors` file whose header has been read and checked; the tensors stay in the file.
///
/// The format (Hugging Face, safetensors 0.x): 8 bytes header length, little-endian; the header, a JSON object from
/// tensor name to type, shape and first and last byte; then the tensors, one after the other without gaps. A file that
/// passes is one whose every [Weight] lies wholly inside it and is as long as its type and shape say.
public final class SafetensorsFile implements WeightSource {
    /// The reference implementation's limit.
    static final int MAX_HEADER_BYTES = 100_000_000;

    private final String name;
    private final Path file;
    private final long size;
    private final Map<String, Weight> weights;
    private final Map<String, String> metadata;

    private SafetensorsFile(String name, Path file, long size, SafetensorsHeader header) {
        this.name = name;
        this.file = file;
        this.size = size;
        this.weights = header.weights();
        this.metadata = header.metadata();
    }

    /// Reads the header of `file`, which is called by its file name in messages.
    ///
    /// @throws ModelFileException if the file is missing, truncated or malformed
    public static SafetensorsFile open(Path file) {
        return open(file, String.valueOf(file.getFileName()));
    }

    /// Reads the header of `file`.
    ///
    /// @param name what the file is called in messages, e.g. `unet/diffusion_pytorch_model.safetensors`
    /// @throws ModelFileException if the file is missing, truncated or malformed
    public static SafetensorsFile open(Path file, String name) {
        Path real = realFile(file, name);
        try (FileChannel channel = FileChannel.open(real)) {
            long size = channel.size();
            byte[] header = readHeader(channel, size, name, real);
            long dataStart = (long) Long.BYTES + header.length;
            return new SafetensorsFile(name, real, size, SafetensorsHeader.parse(header, name, real, dataStart, size));
        } catch (IOException unreadable) {
            throw cannotRead(name, unreadable);
        }
    }

    /// {@return the file with symbolic links resolved}
    ///
    /// @throws ModelFileException if there is none
    static Path realFile(Path file, String name) {
        Path real;
        try {
            real = file.toRealPath();
        } catch (NoSuchFileException missing) {
            String what = Files.isSymbolicLink(file) ? " is a link to a file that is not there" : " is missing";
            throw new ModelFileException(name + what, null, missing);
        } catch (IOException unreadable) {
            throw cannotRead(name, unreadable);
        }
        if (!Files.isRegularFile(real)) {
            throw new ModelFileException(name + " is not a file");
        }
        return real;
    }

    private static byte[] readHeader(FileChannel channel, long size, String name, Path file) throws IOException {
        ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (size == 0) {
            throw new ModelFileException(name + " is empty", "Download or copy the file again.", null);
        }
        if (!fill(channel, prefix, 0)) {
            throw new ModelFileException(name + " is not a safetensors file: it has only " + size + " bytes");
        }
        long length = prefix.getLong(0);
        if (length < 2 || length > MAX_HEADER_BYTES) {
            throw ForeignFile.of(file)
                    .map(other -> other.refused(name))
                    .orElseGet(() -> new ModelFileException(name + " is not a safetensors file: its header would have "
                            + Long.toUnsignedString(length) + " bytes"));
        }
        if (length > size - Long.BYTES) {
            throw truncated(name, Long.BYTES + length, size);
        }
        ByteBuffer header = ByteBuffer.allocate((int) length);
        if (!fill(channel, header, Long.BYTES)) {
            throw truncated(name, Long.BYTES + length, size);
        }
        return header.array();
    }

    private static boolean fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    /// {@return an error for a file shorter than it should be}
    static ModelFileException truncated(String name, long expected, long size) {
        return new ModelFileException(
                name + " is truncated: it should have " + expected + " bytes and has " + size,
                "Download or copy the file again.",
                null);
    }

    private static ModelFileException cannotRead(String name, IOException unreadable) {
        return new ModelFileException(name + " cannot be read: " + JsonFile.reason(unreadable), null, unreadable);
    }

    /// {@return the file: absolute, symbolic links resolved}
    public Path file() {
        return file;
    }

    /// {@return the size of the file in bytes}
    public long size() {
        return size;
    }

    /// {@return the tensors by name, in the order of the header}
    public Map<String, Weight> weights() {
        return weights;
    }

    /// {@return the free text of the header's `__metadata__`, empty when there is none}
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public Optional<Weight> find(String key) {
        return Optional.ofNullable(weights.get(key));
    }

    @Override
    public Set<String> keys() {
        return Collections.unmodifiableSet(weights.keySet());
    }

    @Override
    public String name() {
        return name;
    }
}
