package studio.sfumato.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.error.ModelFileException;

/// An ONNX file of which it has been read what goes in, what comes out and which files its weights are in. Its nodes
/// and numbers have not been looked at, but no file outside its folder is named anywhere in it.
///
/// @param name what it is called in messages: `unet/model.onnx`
/// @param file where it is
/// @param inputs what goes in
/// @param outputs what comes out
/// @param data the other files that hold its weights
/// @param bytes the size of all of them
/// @param precision what most of its weights are stored in
/// @param draws whether it draws numbers of its own, so that it never gives quite the same twice
public record OnnxFile(
        String name,
        Path file,
        List<Port> inputs,
        List<Port> outputs,
        List<Path> data,
        long bytes,
        Optional<DType> precision,
        boolean draws) {
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_FUNCTIONS = 25;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;
    private static final int NODE_OPERATION = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int FUNCTION_NODE = 7;
    private static final int TENSOR_DIMS = 1;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_EXTERNAL = 13;
    private static final int DEEPEST = 16;

    /// An input or output.
    ///
    /// @param dims its dimensions; −1 where any will do
    public record Port(String name, List<Integer> dims) {
        /// {@return a dimension, counted from the end where negative; empty where any will do}
        public Optional<Integer> dim(int axis) {
            int at = axis < 0 ? dims.size() + axis : axis;
            return at < 0 || at >= dims.size() || dims.get(at) < 0 ? Optional.empty() : Optional.of(dims.get(at));
        }
    }

    /// {@return whether a file is one by its name}
    public static boolean is(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    /// Reads the file at `path`.
    ///
    /// @throws ModelFileException if it is missing or malformed, or so are the files of its weights
    public static OnnxFile read(Path path, String name) {
        Path real = SafetensorsFile.realFile(path, name);
        try (FileChannel channel = FileChannel.open(real)) {
            long size = channel.size();
            if (size == 0) {
                throw new ModelFileException(name + " is empty", "Download or copy the file again.", null);
            }
            if (size > Integer.MAX_VALUE) {
                throw new ModelFileException(name + " is larger than ONNX files can be: 2 GB");
            }
            ByteBuffer bytes = channel.map(MapMode.READ_ONLY, 0, size);
            // Relative names are meant from where the file is, even where that is a link to somewhere else.
            return new Reading(name, path.toAbsolutePath().normalize()).model(bytes, size);
        } catch (IndexOutOfBoundsException | NumberFormatException malformed) {
            throw other(real)
                    .map(what -> what.refused(name))
                    .orElseGet(() -> new ModelFileException(name + " is not a valid ONNX file", null, malformed));
        } catch (IOException unreadable) {
            throw new ModelFileException(name + " cannot be read: " + JsonFile.reason(unreadable), null, unreadable);
        }
    }

    private static Optional<ForeignFile> other(Path file) {
        return ForeignFile.of(file).filter(what -> what != ForeignFile.ONNX);
    }

    /// {@return the input with one of these names}
    public Optional<Port> input(String... names) {
        return find(inputs, names);
    }

    /// {@return the output with one of these names}
    public Optional<Port> output(String... names) {
        return find(outputs, names);
    }

    private static Optional<Port> find(List<Port> ports, String... names) {
        return List.of(names).stream()
                .flatMap(name -> ports.stream().filter(port -> port.name.equals(name)))
                .findFirst();
    }

    /// Fills it.
    private static final class Reading {
        private final String name;
        private final Path file;
        private final List<Port> inputs = new ArrayList<>();
        private final List<Port> outputs = new ArrayList<>();
        private final Set<String> initializers = new HashSet<>();
        private final Set<Path> data = new LinkedHashSet<>();
        private final Map<DType, Long> stored = new EnumMap<>(DType.class);
        private boolean draws;

        Reading(String name, Path file) {
            this.name = name;
            this.file = file;
        }

        OnnxFile model(ByteBuffer bytes, long size) throws IOException {
            ProtoFields model = new ProtoFields(bytes);
            boolean any = false;
            while (model.next()) {
                if (model.isMessage(MODEL_GRAPH)) {
                    graph(model.message(), 0);
                    any = true;
                } else if (model.isMessage(MODEL_FUNCTIONS)) {
                    nodes(model.message(), FUNCTION_NODE, 0);
                }
            }
            inputs.removeIf(port -> initializers.contains(port.name));
            if (!any || outputs.isEmpty()) {
                throw new ModelFileException(name + " is not a valid ONNX file: it has no graph");
            }
            long total = size;
            for (Path each : data) {
                total += Files.size(each);
            }
            Optional<DType> precision =
                    stored.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
            return new OnnxFile(
                    name, file, List.copyOf(inputs), List.copyOf(outputs), List.copyOf(data), total, precision, draws);
        }

        private void graph(ProtoFields graph, int depth) throws IOException {
            if (depth > DEEPEST) {
                throw new ModelFileException(name + " is not a valid ONNX file: graphs in graphs without end");
            }
            while (graph.next()) {
                if (graph.isMessage(GRAPH_INITIALIZER)) {
                    tensor(graph.message());
                } else if (graph.isMessage(GRAPH_NODE)) {
                    node(graph.message(), depth);
                } else if (depth == 0 && graph.isMessage(GRAPH_INPUT)) {
                    inputs.add(port(graph.message()));
                } else if (depth == 0 && graph.isMessage(GRAPH_OUTPUT)) {
                    outputs.add(port(graph.message()));
                }
            }
        }

        private void nodes(ProtoFields function, int field, int depth) throws IOException {
            while (function.next()) {
                if (function.isMessage(field)) {
                    node(function.message(), depth);
                }
            }
        }

        /// A node's attributes may be tensors and graphs, which may name files too.
        private void node(ProtoFields node, int depth) throws IOException {
            while (node.next()) {
                if (node.isMessage(NODE_OPERATION)) {
                    String operation = node.text();
                    draws |= operation.startsWith("Random") || operation.equals("Bernoulli");
                    continue;
                }
                if (!node.isMessage(NODE_ATTRIBUTE)) {
                    continue;
                }
                ProtoFields attribute = node.message();
                while (attribute.next()) {
                    if (attribute.isMessage(5) || attribute.isMessage(10)) {
                        tensor(attribute.message());
                    } else if (attribute.isMessage(6) || attribute.isMessage(11)) {
                        graph(attribute.message(), depth + 1);
                    } else if (attribute.isMessage(22) || attribute.isMessage(23)) {
                        throw new ModelFileException(name + " has sparse tensors, which are not read");
                    }
                }
            }
        }

        private void tensor(ProtoFields tensor) throws IOException {
            long elements = 1;
            int type = 0;
            String location = "";
            long offset = 0;
            long length = -1;
            while (tensor.next()) {
                if (tensor.isNumber(TENSOR_DIMS)) {
                    elements *= tensor.number();
                } else if (tensor.isMessage(TENSOR_DIMS)) {
                    elements *= tensor.message().product();
                } else if (tensor.isNumber(TENSOR_TYPE)) {
                    type = (int) tensor.number();
                } else if (tensor.isMessage(TENSOR_NAME)) {
                    initializers.add(tensor.text());
                } else if (tensor.isMessage(TENSOR_EXTERNAL)) {
                    String[] entry = entry(tensor.message());
                    switch (entry[0]) {
                        case "location" -> location = entry[1];
                        case "offset" -> offset = Long.parseLong(entry[1]);
                        case "length" -> length = Long.parseLong(entry[1]);
                        default -> {} // a checksum
                    }
                }
            }
            int found = type;
            long count = elements;
            DType.ofOnnx(found).ifPresent(kind -> {
                if (kind.isFloat()) {
                    stored.merge(kind, count, Long::sum);
                }
            });
            if (!location.isEmpty()) {
                external(location, offset, length);
            }
        }

        private static String[] entry(ProtoFields entry) {
            String[] both = {"", ""};
            while (entry.next()) {
                if (entry.isMessage(1)) {
                    both[0] = entry.text();
                } else if (entry.isMessage(2)) {
                    both[1] = entry.text();
                }
            }
            return both;
        }

        private void external(String location, long offset, long length) throws IOException {
            Path folder = file.resolveSibling("").normalize();
            Path other;
            try {
                other = folder.resolve(location).normalize();
            } catch (InvalidPathException malformed) {
                throw new ModelFileException(
                        name + " keeps weights in '" + location + "', which is no file", null, malformed);
            }
            if (Path.of(location).isAbsolute() || !other.startsWith(folder)) {
                throw new ModelFileException(
                        name + " keeps weights in '" + location + "', which lies outside its folder");
            }
            if (!Files.isRegularFile(other)) {
                throw new ModelFileException(name + " keeps weights in " + location + ", which is missing");
            }
            long size = Files.size(other);
            if (offset < 0 || offset > size || length > size - offset) {
                Optional<ForeignFile> what = OnnxFile.other(other);
                if (what.isPresent()) {
                    throw what.get().refused(location + ", where " + name + " keeps weights,");
                }
                throw new ModelFileException(location + " is too short for " + name + ": " + (offset + length)
                        + " bytes are wanted of " + size);
            }
            data.add(other);
        }

        private static Port port(ProtoFields value) {
            String name = "";
            List<Integer> dims = new ArrayList<>();
            while (value.next()) {
                if (value.isMessage(1)) {
                    name = value.text();
                } else if (value.isMessage(2)) {
                    dims.addAll(dims(value.message()));
                }
            }
            return new Port(name, List.copyOf(dims));
        }

        private static List<Integer> dims(ProtoFields type) {
            List<Integer> dims = new ArrayList<>();
            while (type.next()) {
                if (!type.isMessage(1)) {
                    continue;
                }
                ProtoFields tensor = type.message();
                while (tensor.next()) {
                    if (tensor.isMessage(2)) {
                        ProtoFields shape = tensor.message();
                        while (shape.next()) {
                            if (shape.isMessage(1)) {
                                dims.add(dim(shape.message()));
                            }
                        }
                    }
                }
            }
            return dims;
        }

        private static int dim(ProtoFields dim) {
            int size = -1;
            while (dim.next()) {
                if (dim.isNumber(1) && dim.number() > 0 && dim.number() <= Integer.MAX_VALUE) {
                    size = (int) dim.number();
                }
            }
            return size;
        }
    }
}
