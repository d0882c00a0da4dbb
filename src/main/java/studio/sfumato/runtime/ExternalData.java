package studio.sfumato.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.weights.ProtoFields;

/// A weight that an ONNX model keeps in another file. ONNX Runtime's own messages about such files name neither the
/// network nor the remedy, so they are checked before it sees the model.
///
/// @param tensor the initializer's name
/// @param location the file, relative to the model's weight folder
/// @param offset the weight's first byte
/// @param length its size in bytes; -1 if the model does not say
record ExternalData(String tensor, String location, long offset, long length) {
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_EXTERNAL = 13;

    /// Checks that every file `model` needs is there and long enough.
    ///
    /// @return the bytes of weights that lie in files
    static long check(OnnxModel model) {
        List<ExternalData> weights = in(model);
        Path folder = model.weightFolder();
        Map<String, Long> sizes = new HashMap<>();
        long total = 0;
        for (ExternalData weight : weights) {
            if (model.replaced().containsKey(weight.tensor)) {
                continue;
            }
            if (folder == null) {
                throw new ModelFileException(
                        "The " + model.name() + " keeps '" + weight.tensor + "' in a file but names no folder");
            }
            long size = sizes.computeIfAbsent(weight.location, location -> sizeOf(folder, location, model.name()));
            if (weight.offset < 0 || weight.offset > size || weight.length > size - weight.offset) {
                throw new ModelFileException(weight.location + " is too short: the " + model.name() + "'s tensor '"
                        + weight.tensor + "' would end at byte " + (weight.offset + weight.length) + " of " + size);
            }
            total += Math.max(0, weight.length);
        }
        return total;
    }

    private static long sizeOf(Path folder, String location, String network) {
        try {
            Path file = folder.resolve(location).normalize();
            if (!file.startsWith(folder.normalize())) {
                throw new ModelFileException(
                        "The " + network + "'s weight file '" + location + "' lies outside the model's folder");
            }
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new ModelFileException("The " + network + "'s weight file " + file
                        + (Files.exists(file) ? " cannot be read" : " is missing"));
            }
            return Files.size(file);
        } catch (InvalidPathException | IOException e) {
            throw new ModelFileException(
                    "The " + network + "'s weight file '" + location + "' cannot be read", null, e);
        }
    }

    /// {@return every initializer of `model` that lies in a file}
    static List<ExternalData> in(OnnxModel model) {
        List<ExternalData> found = new ArrayList<>();
        try {
            ProtoFields top = new ProtoFields(ByteBuffer.wrap(model.bytes()));
            while (top.next()) {
                if (top.isMessage(MODEL_GRAPH)) {
                    ProtoFields graph = top.message();
                    while (graph.next()) {
                        if (graph.isMessage(GRAPH_INITIALIZER)) {
                            ExternalData weight = tensor(graph.message());
                            if (weight != null) {
                                found.add(weight);
                            }
                        }
                    }
                }
            }
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new ModelFileException("The " + model.name() + " is not a valid ONNX model", null, e);
        }
        return found;
    }

    private static @Nullable ExternalData tensor(ProtoFields tensor) {
        String name = "";
        Map<String, String> entries = new HashMap<>();
        while (tensor.next()) {
            if (tensor.isMessage(TENSOR_NAME)) {
                name = tensor.text();
            } else if (tensor.isMessage(TENSOR_EXTERNAL)) {
                ProtoFields entry = tensor.message();
                String key = "";
                String value = "";
                while (entry.next()) {
                    if (entry.isMessage(1)) {
                        key = entry.text();
                    } else if (entry.isMessage(2)) {
                        value = entry.text();
                    }
                }
                entries.put(key, value);
            }
        }
        String location = entries.get("location");
        return location == null
                ? null
                : new ExternalData(
                        name,
                        location,
                        Long.parseLong(entries.getOrDefault("offset", "0")),
                        Long.parseLong(entries.getOrDefault("length", "-1")));
    }
}
