package studio.sfumato.image.metadata;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What made a picture, in neutral terms: the prompts and named values, under the names A1111 gave
/// them. Values are kept as they were written, so a text read and written again is the same; the typed
/// getters are empty where a value is missing or is not what its name promises.
///
/// @param prompt what to paint; may have several lines
/// @param negative what to keep out; may be empty
/// @param fields the named values in the order they were found or added; `null` never occurs
public record PictureParameters(String prompt, String negative, Map<String, String> fields) {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})x(\\d{1,9})");

    /// Copies the fields.
    public PictureParameters {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /// {@return parameters with prompts only}
    public static PictureParameters of(String prompt, String negative) {
        return new PictureParameters(prompt, negative, Map.of());
    }

    /// {@return these parameters with field `name` set to `value`; unchanged if `value` is `null`}
    public PictureParameters with(String name, @Nullable String value) {
        if (value == null) {
            return this;
        }
        Map<String, String> changed = new LinkedHashMap<>(fields);
        changed.put(name, value);
        return new PictureParameters(prompt, negative, changed);
    }

    /// {@return these parameters with a number, which is written as A1111 does: `7` and `7.5`, never `7.0`}
    public PictureParameters with(String name, double value) {
        BigDecimal plain = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        return with(name, plain.toPlainString());
    }

    /// {@return these parameters with a whole number}
    public PictureParameters with(String name, long value) {
        return with(name, Long.toString(value));
    }

    /// {@return these parameters with the picture's size}
    public PictureParameters withSize(int width, int height) {
        return with(A1111Field.SIZE, width + "x" + height);
    }

    /// {@return these parameters with clip skip, which is left out when it is 1}
    public PictureParameters withClipSkip(int clipSkip) {
        return clipSkip == 1 ? this : with(A1111Field.CLIP_SKIP, clipSkip);
    }

    /// {@return the value of a field, or `null`}
    public @Nullable String field(String name) {
        return fields.get(name);
    }

    /// {@return the number of steps}
    public OptionalInt steps() {
        return whole(A1111Field.STEPS);
    }

    /// {@return the sampler's name, or `null`}
    public @Nullable String sampler() {
        return field(A1111Field.SAMPLER);
    }

    /// {@return the schedule's name, or `null`}
    public @Nullable String scheduleType() {
        return field(A1111Field.SCHEDULE);
    }

    /// {@return the guidance scale}
    public OptionalDouble cfgScale() {
        String value = field(A1111Field.CFG_SCALE);
        try {
            return value == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(value));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /// {@return the seed}
    public OptionalLong seed() {
        String value = field(A1111Field.SEED);
        try {
            return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /// {@return the width in pixels}
    public OptionalInt width() {
        return side(1);
    }

    /// {@return the height in pixels}
    public OptionalInt height() {
        return side(2);
    }

    /// {@return the model's name, or `null`}
    public @Nullable String model() {
        return field(A1111Field.MODEL);
    }

    /// {@return the first ten digits of the model file's SHA-256, or `null`}
    public @Nullable String modelHash() {
        return field(A1111Field.MODEL_HASH);
    }

    /// {@return the layer of the text encoder, counted from the end; 1 where nothing is said}
    public int clipSkip() {
        return whole(A1111Field.CLIP_SKIP).orElse(1);
    }

    /// {@return where the noise came from: `CPU`, `NV`, or `GPU` where nothing is said}
    public String rng() {
        return fields.getOrDefault(A1111Field.RNG, "GPU");
    }

    private OptionalInt side(int group) {
        Matcher size = SIZE.matcher(fields.getOrDefault(A1111Field.SIZE, ""));
        return size.matches() ? OptionalInt.of(Integer.parseInt(size.group(group))) : OptionalInt.empty();
    }

    private OptionalInt whole(String name) {
        String value = field(name);
        try {
            return value == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
