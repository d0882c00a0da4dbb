package studio.sfumato.weights.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.pickle.PickleValue.Stored;
import studio.sfumato.weights.pickle.PickleValue.Table;

/// A file of PyTorch 1.6 or later: a zip archive with one pickle, `data.pkl`, which lists the tensors, and a
/// file of plain numbers for each storage, which is not compressed. The tensors stay in it, and are mapped like
/// those of a safetensors file. Before 1.6 there was no archive: the pickle and the storages follow each other.
public final class TorchFile {
    private static final String PICKLE = "data.pkl";
    private static final int MOST_PICKLE_BYTES = 16 << 20;

    /// How files in the old form begin: protocol 2, the number 0x1950a86a20f9469cfc6c, and its end.
    private static final byte[] MAGIC = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e");

    private static final int MAX_RANK = 8;
    private static final int DEPTH = 4;

    private final String name;
    private final Path file;
    private final String root;
    private final Map<String, ZipListing.Entry> entries;
    private final Map<String, Weight> weights = new LinkedHashMap<>();
    private final Set<Table> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private TorchFile(String name, Path file, String root, Map<String, ZipListing.Entry> entries) {
        this.name = name;
        this.file = file;
        this.root = root;
        this.entries = entries;
    }

    /// {@return the tensors in `file` by name: those of its `state_dict`, or of all its dictionaries, whose
    /// names are joined by full stops}
    ///
    /// @param name what the file is called in messages
    /// @param file the file: absolute, symbolic links resolved
    /// @throws ModelFileException if it is damaged or wants anything but a list of tensors
    /// @throws UnsupportedModelException if PyTorch did not write it, or not on such a machine
    public static Map<String, Weight> weights(String name, Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            Map<String, ZipListing.Entry> entries = ZipListing.read(channel, name);
            String pickle = entries.keySet().stream()
                    .filter(entry -> entry.equals(PICKLE) || entry.endsWith("/" + PICKLE))
                    .reduce((_, _) -> {
                        throw new ModelFileException(name + " has several files called " + PICKLE);
                    })
                    .orElseThrow(() -> new UnsupportedModelException(
                            name + " is a zip archive, but has no " + PICKLE + ": PyTorch did not write it"));
            String root = pickle.substring(0, pickle.length() - PICKLE.length());
            TorchFile torch = new TorchFile(name, file, root, entries);
            torch.requireLittleEndian(channel);
            PickleValue made = Unpickler.read(torch.read(channel, pickle), name);
            torch.collect(top(made), "", DEPTH);
            return Collections.unmodifiableMap(torch.weights);
        } catch (IOException unreadable) {
            throw new ModelFileException(
                    name + " cannot be read: " + unreadable.getClass().getSimpleName(), null, unreadable);
        }
    }

    /// {@return the tensors in `file`, which PyTorch before 1.6 wrote, or a later one in the old form: five
    /// pickles (a number, a version, the machine, the list of tensors and the order of the storages), then each
    /// storage's count and numbers}
    ///
    /// @param name what the file is called in messages
    /// @param file the file: absolute, symbolic links resolved
    /// @throws ModelFileException if it is damaged or wants anything but a list of tensors
    /// @throws UnsupportedModelException if PyTorch did not write it, or not on such a machine
    public static Map<String, Weight> oldWeights(String name, Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            byte[] head = bytes(channel, name, 0, (int) Math.min(channel.size(), MOST_PICKLE_BYTES));
            if (head.length < MAGIC.length || !Arrays.equals(MAGIC, 0, MAGIC.length, head, 0, MAGIC.length)) {
                throw new UnsupportedModelException(name + " is a pickle that PyTorch did not write");
            }
            PickleInput in = new PickleInput(name + ": its list of tensors", head);
            in.skip(MAGIC.length);
            Unpickler.next(in, name); // the version: it never changed
            requireLittleEndian(name, Unpickler.next(in, name).value());
            Unpickler.Made made = Unpickler.next(in, name);
            PickleValue order = Unpickler.next(in, name).value();
            Map<String, ZipListing.Entry> entries = storages(channel, name, in.position(), order, made.storages());
            TorchFile torch = new TorchFile(name, file, "", entries);
            torch.collect(top(made.value()), "", DEPTH);
            return Collections.unmodifiableMap(torch.weights);
        } catch (IOException unreadable) {
            throw new ModelFileException(
                    name + " cannot be read: " + unreadable.getClass().getSimpleName(), null, unreadable);
        }
    }

    private static void requireLittleEndian(String name, PickleValue machine) {
        if (machine instanceof Table(Map<String, PickleValue> told)
                && told.get("little_endian") instanceof PickleValue.Whole(long little)
                && little == 0) {
            throw bigEndian(name);
        }
    }

    private static Map<String, ZipListing.Entry> storages(
            FileChannel channel, String name, long first, PickleValue order, Map<String, DType> types)
            throws IOException {
        if (!(order instanceof PickleValue.Row(List<PickleValue> keys))) {
            throw new ModelFileException(name + " has no list of its storages");
        }
        Map<String, ZipListing.Entry> entries = new HashMap<>();
        long at = first;
        for (PickleValue each : keys) {
            if (!(each instanceof PickleValue.Text(String key)) || !types.containsKey(key)) {
                throw new ModelFileException(name + " lists a storage that no tensor has");
            }
            ByteBuffer count =
                    ByteBuffer.wrap(bytes(channel, name, at, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
            long elements = count.getLong();
            long begin = at + Long.BYTES;
            int size = types.get(key).bytes();
            if (elements < 0 || elements > (channel.size() - begin) / size) {
                throw new ModelFileException(name + " is truncated: it has no room for storage "
                        + PickleInput.shown(key) + " of " + elements + " numbers");
            }
            entries.put("data/" + key, new ZipListing.Entry(begin, elements * size));
            at = begin + elements * size;
        }
        return entries;
    }

    private static byte[] bytes(FileChannel channel, String name, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new ModelFileException(
                        name + " is truncated: it has no " + count + " bytes from byte " + from + " on");
            }
        }
        return bytes.array();
    }

    private static UnsupportedModelException bigEndian(String name) {
        return new UnsupportedModelException(name + " was written on a machine with the highest byte first");
    }

    private static PickleValue top(PickleValue made) {
        if (made instanceof Table(Map<String, PickleValue> entries)) {
            PickleValue state = entries.get("state_dict");
            return state instanceof Table ? state : made;
        }
        return made;
    }

    private void requireLittleEndian(FileChannel channel) throws IOException {
        String order = root + "byteorder";
        if (entries.containsKey(order)
                && new String(read(channel, order), StandardCharsets.US_ASCII)
                        .strip()
                        .equals("big")) {
            throw bigEndian(name);
        }
    }

    private byte[] read(FileChannel channel, String entry) throws IOException {
        ZipListing.Entry place = Optional.ofNullable(entries.get(entry)).orElseThrow();
        if (place.length() > MOST_PICKLE_BYTES) {
            throw new ModelFileException(name + ": its " + PICKLE + " has " + place.length() + " bytes: too many");
        }
        return bytes(channel, name, place.offset(), (int) place.length());
    }

    private void collect(PickleValue value, String prefix, int deep) {
        switch (value) {
            case Stored stored -> weights.put(prefix, weight(prefix, stored));
            case Table table -> {
                if (deep > 0 && seen.add(table)) {
                    table.entries()
                            .forEach((key, inner) ->
                                    collect(inner, prefix.isEmpty() ? key : prefix + "." + key, deep - 1));
                }
            }
            case PickleValue _ -> {} // an epoch's number, a scheduler's state
        }
    }

    private Weight weight(String key, Stored stored) {
        ZipListing.Entry storage = entries.get(root + "data/" + stored.key());
        if (storage == null) {
            throw wrong(key, "has no numbers: there is no data/" + PickleInput.shown(stored.key()));
        }
        Shape shape = shape(key, stored.sizes());
        boolean transposed = isTransposed(stored);
        if (!transposed && !isContiguous(stored)) {
            throw wrong(key, "does not lie in one piece, which is not supported");
        }
        DType type = stored.type();
        long bytes = (long) shape.elements() * type.bytes();
        if (stored.offset() > storage.length() / type.bytes()
                || bytes > storage.length() - stored.offset() * type.bytes()) {
            throw wrong(key, "of shape " + shape + " ends beyond its storage");
        }
        long offset = storage.offset() + stored.offset() * type.bytes();
        if (!transposed) {
            return new Weight(key, type, shape, file, offset, bytes);
        }
        return new Weight(key, type, Shape.of(shape.at(1), shape.at(0)), file, offset, bytes).transpose(key);
    }

    private Shape shape(String key, List<Long> sizes) {
        long elements = 1;
        for (long size : sizes) {
            if (size > Integer.MAX_VALUE || elements * size > Integer.MAX_VALUE) {
                throw wrong(key, "is too large");
            }
            elements *= size;
        }
        if (sizes.size() > MAX_RANK) {
            throw wrong(key, "has more than " + MAX_RANK + " axes");
        }
        return Shape.of(sizes.stream().mapToInt(Long::intValue).toArray());
    }

    private static boolean isContiguous(Stored stored) {
        if (stored.sizes().size() != stored.strides().size()) {
            return false;
        }
        long expected = 1;
        for (int i = stored.sizes().size() - 1; i >= 0; i--) {
            if (stored.sizes().get(i) > 1 && stored.strides().get(i) != expected) {
                return false;
            }
            expected *= Math.max(1, stored.sizes().get(i));
        }
        return true;
    }

    private static boolean isTransposed(Stored stored) {
        return stored.sizes().size() == 2
                && stored.strides().size() == 2
                && stored.sizes().stream().allMatch(size -> size > 1)
                && stored.strides().get(0) == 1
                && stored.strides().get(1).equals(stored.sizes().get(0));
    }

    private ModelFileException wrong(String key, String what) {
        return new ModelFileException(name + ": tensor '" + PickleInput.shown(key) + "' " + what);
    }
}
