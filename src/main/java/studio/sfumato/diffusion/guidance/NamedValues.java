package studio.sfumato.diffusion.guidance;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.Suggestions;

/// The settings of an option, written as `name=value, name=value`; the first of its names may be left out.
public final class NamedValues {
    private final String option;
    private final Map<String, String> values = new LinkedHashMap<>();

    /// @param option what it is called in messages
    /// @param names every name there is, the one that may be left out first
    public NamedValues(String option, String text, List<String> names) {
        this.option = option;
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0
                    ? names.getFirst()
                    : part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            if (!names.contains(name)) {
                List<String> nearest = Suggestions.nearest(name, names);
                throw new RequestException(
                        option + ": unknown setting '" + name + "'",
                        "valid: " + String.join(", ", nearest.isEmpty() ? names : nearest),
                        null);
            }
            if (values.put(name, part.substring(equals + 1).strip()) != null) {
                throw new RequestException(option + ": " + name + " is given twice");
            }
        }
    }

    String text(String name, String fallback) {
        return values.getOrDefault(name, fallback);
    }

    /// {@return what was given under a name, if anything}
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(text -> !text.isEmpty());
    }

    /// {@return the number under a name}
    ///
    /// @throws RequestException if something else stands there
    public double number(String name, double fallback) {
        String value = values.get(name);
        if (value == null) {
            return fallback;
        }
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException wrong) {
            throw new RequestException(option + ": " + name + " must be a number, not '" + value + "'", null, wrong);
        }
    }

    /// {@return the constant of `type` that the value names, whatever its case}
    <E extends Enum<E>> E constant(String name, Class<E> type, E fallback) {
        String value = values.get(name);
        if (value == null) {
            return fallback;
        }
        List<String> valid = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            if (written(constant).equals(value.toLowerCase(Locale.ROOT))) {
                return constant;
            }
            valid.add(written(constant));
        }
        throw new RequestException(
                option + ": " + name + " must be " + String.join(" or ", valid) + ", not '" + value + "'");
    }

    /// {@return how a constant is written}
    static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// {@return a number without an exponent or needless zeros}
    static String plain(double number) {
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    /// Writes settings so that they can be read again.
    static final class Writer {
        private final StringJoiner text = new StringJoiner(", ");

        Writer always(String name, double value) {
            text.add(name + "=" + plain(value));
            return this;
        }

        Writer unless(String name, double value, double usual) {
            return value == usual ? this : always(name, value);
        }

        Writer unless(String name, String value, String usual) {
            if (!value.equals(usual)) {
                text.add(name + "=" + value);
            }
            return this;
        }

        Writer unless(String name, Enum<?> value, Enum<?> usual) {
            return unless(name, written(value), written(usual));
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
