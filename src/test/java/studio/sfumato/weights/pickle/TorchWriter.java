package studio.sfumato.weights.pickle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import studio.sfumato.weights.DType;

/// Writes PyTorch's files for tests, well-formed or not: a zip archive of a pickle, written instruction by
/// instruction, and of storages.
public final class TorchWriter {
    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /// A file whose pickle begins with its protocol, 2.
    public TorchWriter() {
        op(0x80, 2);
    }

    /// Adds instructions.
    public TorchWriter op(int... codes) {
        for (int code : codes) {
            pickle.write(code);
        }
        return this;
    }

    /// Adds instructions that are letters.
    public TorchWriter op(String codes) {
        pickle.writeBytes(codes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /// Pushes a text.
    public TorchWriter text(String text) {
        byte[] letters = text.getBytes(StandardCharsets.UTF_8);
        op('X');
        pickle.writeBytes(little(letters.length));
        pickle.writeBytes(letters);
        return this;
    }

    /// Pushes a whole number.
    public TorchWriter whole(int number) {
        op('J');
        pickle.writeBytes(little(number));
        return this;
    }

    /// Pushes a name.
    public TorchWriter global(String module, String name) {
        return op("c" + module + "\n" + name + "\n");
    }

    /// Pushes a tuple of whole numbers.
    public TorchWriter tuple(int... numbers) {
        op('(');
        for (int number : numbers) {
            whole(number);
        }
        return op('t');
    }

    /// Pushes a tensor.
    public TorchWriter tensor(String storage, String key, int offset, int[] sizes, int[] strides) {
        global("torch._utils", "_rebuild_tensor_v2")
                .op("((")
                .text("storage")
                .global("torch", storage)
                .text(key);
        return text("cpu")
                .whole(1)
                .op("tQ")
                .whole(offset)
                .tuple(sizes)
                .tuple(strides)
                .op(0x89)
                .global("collections", "OrderedDict")
                .op(")RtR");
    }

    /// Adds a storage.
    public TorchWriter storage(String key, byte... bytes) {
        return file("archive/data/" + key, bytes);
    }

    /// Adds a file to the archive.
    public TorchWriter file(String name, byte... bytes) {
        files.put(name, bytes);
        return this;
    }

    /// {@return PyTorch's name for a storage of this type}
    public static String storageOf(DType type) {
        return switch (type) {
            case F64 -> "DoubleStorage";
            case F32 -> "FloatStorage";
            case F16 -> "HalfStorage";
            case BF16 -> "BFloat16Storage";
            case I64 -> "LongStorage";
            case I32 -> "IntStorage";
            case I16 -> "ShortStorage";
            case I8 -> "CharStorage";
            case U8 -> "ByteStorage";
            case BOOL -> "BoolStorage";
            case F8_E4M3, F8_E5M2, U64, U32, U16 -> throw new IllegalArgumentException(type + " has no storage");
        };
    }

    /// {@return the pickle}
    public byte[] pickle() {
        return pickle.toByteArray();
    }

    /// Writes the archive.
    public Path write(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            try (OutputStream out = Files.newOutputStream(path);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.setMethod(ZipOutputStream.STORED);
                put(zip, "archive/data.pkl", pickle());
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    put(zip, file.getKey(), file.getValue());
                }
            }
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(bytes.length);
        entry.setCompressedSize(bytes.length);
        entry.setCrc(sum.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    private static byte[] little(int number) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array();
    }
}
