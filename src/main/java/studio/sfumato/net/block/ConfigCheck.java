package studio.sfumato.net.block;

import java.util.Collections;
import java.util.List;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;

/// Refuses settings of a `config.json` that the builders do not know, instead of building another network.
public record ConfigCheck(ComponentConfig config) {
    /// Refuses any value of the keys `names`: they are known only as absent or `null`.
    public ConfigCheck absent(String... names) {
        for (String name : names) {
            if (config.has(name)) {
                throw unsupported(name, "a value");
            }
        }
        return this;
    }

    /// Refuses `true` for any of the keys `names`.
    public ConfigCheck off(String... names) {
        for (String name : names) {
            if (config.flags(name, List.of()).contains(true)) {
                throw unsupported(name, "true");
            }
        }
        return this;
    }

    /// Refuses every text for `name` but `allowed`.
    public ConfigCheck oneOf(String name, String... allowed) {
        config.texts(name).forEach(text -> {
            if (!List.of(allowed).contains(text)) {
                throw unsupported(name, "'" + text + "'");
            }
        });
        return this;
    }

    /// Refuses every number for `name` but `only`.
    public ConfigCheck equal(String name, double only) {
        double number = config.number(name, only);
        if (number != only) {
            throw unsupported(name, Double.toString(number));
        }
        return this;
    }

    /// {@return the numbers `name`, one for each of `count` blocks; a single one counts for all}
    public List<Integer> each(String name, int count, int fallback) {
        List<Integer> numbers = config.ints(name, List.of(fallback));
        if (numbers.size() == 1) {
            return Collections.nCopies(count, numbers.getFirst());
        }
        return sized(name, numbers, count);
    }

    /// {@return `list`, which must have one element for each of `count` blocks}
    public <T> List<T> sized(String name, List<T> list, int count) {
        if (list.size() != count) {
            throw config.wrong(name, "a list of " + count + ", one for each of block_out_channels, not " + list.size());
        }
        return list;
    }

    /// {@return an error saying that this program does not run a model with such a setting}
    public UnsupportedModelException unsupported(String name, String value) {
        return new UnsupportedModelException(
                config.name() + ": " + name + " with " + value + " is not supported by this program");
    }
}
