package studio.sfumato.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.ModelFileException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The settings of one part of a model, as its `config.json` gives them. A key that is absent or `null` takes the
/// caller's fallback; one of the wrong kind is an error that names file and key, e.g.
/// `unet/config.json: block_out_channels must be a list of positive whole numbers`.
public final class ComponentConfig {
    /// How many numbers an SDXL U-Net is told beside the text, where they are not six. No published
    /// file has this key:
    /// it is known from the rest of the model.
    public static final String TIME_IDS = "addition_time_embed_numbers";

    /// The channels in which the U-Net of a latent consistency model is told how strong the guidance is.
    public static final String TOLD_GUIDANCE = "time_cond_proj_dim";

    /// Leads nowhere else, and is a name on every system.
    private static final Pattern FILE_NAME = Pattern.compile("[^.\\p{Cntrl}/\\\\:*?\"<>|][^\\p{Cntrl}/\\\\:*?\"<>|]*");

    private final String name;
    private final String prefix;
    private final ObjectNode node;

    private ComponentConfig(String name, String prefix, ObjectNode node) {
        this.name = name;
        this.prefix = prefix;
        this.node = node;
    }

    /// {@return the settings in the JSON file `file`}
    ///
    /// @param name what the file is called in messages, e.g. `unet/config.json`
    /// @throws ModelFileException if the file is missing or is not a JSON object
    public static ComponentConfig read(Path file, String name) {
        return new ComponentConfig(name, "", JsonFile.read(file, name));
    }

    /// {@return settings with these values: numbers, strings, booleans, lists and maps of them}
    public static ComponentConfig of(String name, Map<String, ?> values) {
        return new ComponentConfig(name, "", JsonFile.of(values));
    }

    /// {@return settings that have been read already}
    static ComponentConfig of(String name, ObjectNode values) {
        return new ComponentConfig(name, "", values);
    }

    /// {@return the same settings with another value of `key`}
    public ComponentConfig with(String key, int value) {
        return new ComponentConfig(name, prefix, node.deepCopy().put(key, value));
    }

    /// {@return what the file is called in messages}
    public String name() {
        return name;
    }

    /// {@return whether `key` is there and not `null`}
    public boolean has(String key) {
        return find(key) != null;
    }

    /// {@return whether `key` is there and explicitly `null`}
    public boolean isNull(String key) {
        JsonNode value = node.get(key);
        return value != null && value.isNull();
    }

    /// {@return whether `key` holds a list}
    public boolean isList(String key) {
        JsonNode value = node.get(key);
        return value != null && value.isArray();
    }

    /// {@return the whole number `key`, which may be negative}
    public int intValue(String key, int fallback) {
        JsonNode value = find(key);
        return value == null ? fallback : whole(value).orElseThrow(() -> wrong(key, "a whole number"));
    }

    /// {@return the whole number `key`, at least 1}
    public int positive(String key, int fallback) {
        JsonNode value = find(key);
        return value == null ? fallback : positive(value).orElseThrow(() -> wrong(key, "a positive whole number"));
    }

    /// {@return the finite number `key`}
    public double number(String key, double fallback) {
        JsonNode value = find(key);
        if (value == null) {
            return fallback;
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!Double.isFinite(number)) {
            throw wrong(key, "a number");
        }
        return number;
    }

    /// {@return the truth value `key`}
    public boolean flag(String key, boolean fallback) {
        JsonNode value = find(key);
        return value == null ? fallback : truth(value).orElseThrow(() -> wrong(key, "true or false"));
    }

    /// {@return the string `key`, if it is given}
    public Optional<String> text(String key) {
        JsonNode value = find(key);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(string(value).orElseThrow(() -> wrong(key, "a string")));
    }

    /// {@return the string `key`}
    public String text(String key, String fallback) {
        return text(key).orElse(fallback);
    }

    /// {@return the name of a file in the same folder, if it is given}
    public Optional<String> fileName(String key) {
        Optional<String> name = text(key);
        if (name.isPresent() && !FILE_NAME.matcher(name.get()).matches()) {
            throw wrong(key, "the name of a file beside it");
        }
        return name;
    }

    /// {@return the positive whole numbers `key`; a single number counts as a list of one}
    public List<Integer> ints(String key, List<Integer> fallback) {
        return list(key, fallback, ComponentConfig::positive, "a list of positive whole numbers");
    }

    /// {@return the finite numbers `key`, none when it is absent}
    public List<Double> numbers(String key) {
        return list(key, List.of(), ComponentConfig::finite, "a list of numbers");
    }

    /// {@return the strings `key`, none when it is absent; a single string counts as a list of one}
    public List<String> texts(String key) {
        return texts(key, List.of());
    }

    /// {@return the strings `key`; a single string counts as a list of one}
    public List<String> texts(String key, List<String> fallback) {
        return list(key, fallback, ComponentConfig::string, "a list of strings");
    }

    /// {@return the truth values `key`; a single one counts as a list of one}
    public List<Boolean> flags(String key, List<Boolean> fallback) {
        return list(key, fallback, ComponentConfig::truth, "a list of true or false");
    }

    /// {@return the settings nested under `key`, if they are given}
    public Optional<ComponentConfig> object(String key) {
        JsonNode value = find(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof ObjectNode object) {
            return Optional.of(new ComponentConfig(name, prefix + key + ".", object));
        }
        throw wrong(key, "an object");
    }

    /// {@return the keys, in the file's order}
    public List<String> keys() {
        return List.copyOf(node.propertyNames());
    }

    /// {@return an error saying that `key` must be `what`, naming the file}
    public ModelFileException wrong(String key, String what) {
        return new ModelFileException(name + ": " + prefix + key + " must be " + what);
    }

    private @Nullable JsonNode find(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private <T> List<T> list(
            String key, List<T> fallback, Function<JsonNode, Optional<T>> element, String description) {
        JsonNode value = find(key);
        if (value == null) {
            return fallback;
        }
        if (!value.isArray()) {
            return List.of(element.apply(value).orElseThrow(() -> wrong(key, description)));
        }
        List<T> elements = new ArrayList<>();
        for (JsonNode one : value) {
            elements.add(element.apply(one).orElseThrow(() -> wrong(key, description)));
        }
        return List.copyOf(elements);
    }

    private static Optional<Integer> whole(JsonNode value) {
        if (value.isNumber()) {
            double number = value.doubleValue();
            if (number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE) {
                return Optional.of((int) number);
            }
        }
        return Optional.empty();
    }

    private static Optional<Integer> positive(JsonNode value) {
        return whole(value).filter(number -> number > 0);
    }

    private static Optional<Double> finite(JsonNode value) {
        return value.isNumber() ? Optional.of(value.asDouble()).filter(Double::isFinite) : Optional.empty();
    }

    private static Optional<Boolean> truth(JsonNode value) {
        return value.isBoolean() ? Optional.of(value.booleanValue()) : Optional.empty();
    }

    private static Optional<String> string(JsonNode value) {
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }
}
