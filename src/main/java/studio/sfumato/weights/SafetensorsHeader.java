package studio.sfumato.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Shape;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The checked contents of a safetensors header. Read as a stream: nothing is allocated that the header's own bytes
/// don't pay for.
///
/// @param weights the tensors by name, offsets counted from the start of the file
/// @param metadata the free text of `__metadata__`
record SafetensorsHeader(Map<String, Weight> weights, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";

    /// Networks have at most five axes.
    private static final int MAX_RANK = 8;

    /// {@return what `header` says}
    ///
    /// @param name what the file is called in messages
    /// @param file the file's real path
    /// @param dataStart where the tensors begin
    /// @param fileSize the size of the file in bytes
    /// @throws ModelFileException if the header is malformed or does not fit the file
    static SafetensorsHeader parse(byte[] header, String name, Path file, long dataStart, long fileSize) {
        try (JsonParser json = JsonFile.stream(header)) {
            return new Reader(json, name, file, dataStart).read(fileSize);
        } catch (JacksonException malformed) {
            throw new ModelFileException(
                    name + ": the header is not valid JSON: " + JsonFile.firstLine(malformed), null, malformed);
        }
    }

    private record Reader(JsonParser json, String name, Path file, long dataStart) {
        SafetensorsHeader read(long fileSize) {
            Map<String, Weight> weights = new LinkedHashMap<>();
            Map<String, String> metadata = Map.of();
            require(json.nextToken() == JsonToken.START_OBJECT, () -> "the header is not a JSON object");
            for (String key = json.nextName(); key != null; key = json.nextName()) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw wrong("'" + shorten(key) + "' is not a JSON object");
                }
                if (key.equals(METADATA)) {
                    metadata = metadata();
                } else {
                    weights.put(key, weight(key));
                }
            }
            require(json.nextToken() == null, () -> "there is more than one JSON object in the header");
            checkLayout(weights, fileSize);
            return new SafetensorsHeader(Collections.unmodifiableMap(weights), Collections.unmodifiableMap(metadata));
        }

        private Map<String, String> metadata() {
            Map<String, String> metadata = new LinkedHashMap<>();
            for (String key = json.nextName(); key != null; key = json.nextName()) {
                if (json.nextToken() != JsonToken.VALUE_STRING) {
                    throw wrong(METADATA + "." + shorten(key) + " is not a string");
                }
                metadata.put(key, json.getString());
            }
            return metadata;
        }

        private Weight weight(String key) {
            @Nullable DType type = null;
            @Nullable List<Long> dims = null;
            @Nullable List<Long> offsets = null;
            for (String field = json.nextName(); field != null; field = json.nextName()) {
                JsonToken token = json.nextToken();
                switch (field) {
                    case "dtype" -> {
                        require(token == JsonToken.VALUE_STRING, () -> tensor(key) + " has no type");
                        type = type(key, json.getString());
                    }
                    case "shape" -> dims = numbers(key, "shape", MAX_RANK);
                    case "data_offsets" -> offsets = numbers(key, "data_offsets", 2);
                    default -> json.skipChildren();
                }
            }
            if (type == null || dims == null || offsets == null || offsets.size() != 2) {
                throw wrong(tensor(key) + " lacks its dtype, shape or data_offsets");
            }
            return weight(key, type, dims, offsets.get(0), offsets.get(1));
        }

        private Weight weight(String key, DType type, List<Long> dims, long begin, long end) {
            require(begin <= end && end <= Long.MAX_VALUE - dataStart, () -> tensor(key) + " ends before it begins");
            long bytes = type.bytes();
            for (long dim : dims) {
                require(
                        dim <= Integer.MAX_VALUE && bytes <= Long.MAX_VALUE / Math.max(1, dim),
                        () -> tensor(key) + " is too large: " + dims);
                bytes *= dim;
            }
            require(bytes / type.bytes() <= Integer.MAX_VALUE, () -> tensor(key) + " is too large: " + dims);
            Shape shape = Shape.of(dims.stream().mapToInt(Long::intValue).toArray());
            if (bytes != end - begin) {
                throw wrong(tensor(key) + " of shape " + shape + " and type " + type + " needs " + bytes
                        + " bytes and has " + (end - begin));
            }
            return new Weight(key, type, shape, file, dataStart + begin, bytes);
        }

        private DType type(String key, String type) {
            return DType.ofSafetensors(type)
                    .orElseThrow(
                            () -> wrong(tensor(key) + " has the type '" + shorten(type) + "', which is not known"));
        }

        private List<Long> numbers(String key, String field, int most) {
            require(json.currentToken() == JsonToken.START_ARRAY, () -> tensor(key) + ": " + field + " is not a list");
            List<Long> numbers = new ArrayList<>();
            for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
                require(
                        token == JsonToken.VALUE_NUMBER_INT,
                        () -> tensor(key) + ": " + field + " is not a list of numbers");
                require(
                        numbers.size() < most,
                        () -> tensor(key) + ": " + field + " has more than " + most + " numbers");
                long number = json.getLongValue();
                require(number >= 0, () -> tensor(key) + ": " + field + " has a negative number");
                numbers.add(number);
            }
            return numbers;
        }

        /// The tensors must follow each other without gaps up to the end of the file.
        private void checkLayout(Map<String, Weight> weights, long fileSize) {
            List<Weight> inOrder = weights.values().stream()
                    .sorted(Comparator.comparingLong(Weight::offset).thenComparingLong(Weight::length))
                    .toList();
            long end = dataStart;
            for (Weight weight : inOrder) {
                if (weight.offset() != end) {
                    throw wrong(tensor(weight.key())
                            + (weight.offset() < end ? " overlaps the one before it" : " leaves a gap before it"));
                }
                end += weight.length();
            }
            if (end > fileSize) {
                throw SafetensorsFile.truncated(name, end, fileSize);
            }
            if (end < fileSize) {
                throw wrong("there are " + (fileSize - end) + " bytes that belong to no tensor");
            }
        }

        private static String tensor(String key) {
            return "tensor '" + shorten(key) + "'";
        }

        private static String shorten(String text) {
            String line = text.replaceAll("\\p{Cntrl}", "?");
            return line.length() <= 120 ? line : line.substring(0, 120) + "…";
        }

        /// A header has thousands of numbers to check, hardly ever one to tell about.
        private void require(boolean condition, Supplier<String> problem) {
            if (!condition) {
                throw wrong(problem.get());
            }
        }

        private ModelFileException wrong(String problem) {
            return new ModelFileException(name + ": " + problem);
        }
    }
}
