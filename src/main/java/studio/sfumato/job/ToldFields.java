package studio.sfumato.job;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.metadata.PictureParameters;

/// The fields of A1111's text as they are taken over, one by one. What cannot be is left as it was, and told.
final class ToldFields {
    private final PictureParameters told;
    private final List<String> notes;
    private final Set<String> left;

    /// @param notes gets what cannot be taken
    /// @param ofNoConcern names of fields that nobody takes
    ToldFields(PictureParameters told, List<String> notes, Set<String> ofNoConcern) {
        this.told = told;
        this.notes = notes;
        left = new LinkedHashSet<>(told.fields().keySet());
        left.removeAll(ofNoConcern);
    }

    /// {@return the names of the fields nobody has taken}
    Set<String> left() {
        return left;
    }

    /// {@return the field's text, whether or not it is taken}
    @Nullable
    String text(String field) {
        return told.field(field);
    }

    Optional<Double> number(String field) {
        return take(field, ToldFields::finite);
    }

    /// {@return the number that `text` is}
    ///
    /// @throws NumberFormatException if it is none
    /// @throws RequestException if it is `NaN` or infinite
    static double finite(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new RequestException("a number must be finite, not " + value);
        }
        return value;
    }

    OptionalInt whole(String field) {
        return take(field, Integer::valueOf).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    boolean yes(String field) {
        return take(field, Boolean::valueOf).orElse(false);
    }

    <T> Optional<T> take(String field, Function<String, T> read) {
        @Nullable String text = told.field(field);
        left.remove(field);
        return text == null || text.isBlank() ? Optional.empty() : tried(field, () -> read.apply(text));
    }

    /// Something that may not be.
    @FunctionalInterface
    interface Made<T> {
        T make();
    }

    <T> Optional<T> tried(String field, Made<T> made) {
        try {
            return Optional.of(made.make());
        } catch (RequestException | NumberFormatException wrong) {
            notes.add(field + ": " + wrong.getMessage());
            return Optional.empty();
        }
    }

    void note(String note) {
        notes.add(note);
    }
}
