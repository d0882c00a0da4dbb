package studio.sfumato.ui.generate;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.Property;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.ObservableList;
import studio.sfumato.ui.common.NumberField;

/// One thing that can be set about a picture: its value, the value it has when nobody touched it, whether it differs,
/// and whether it takes part at all.
///
/// @param <T> what its value is
public final class FormField<T> {
    private final String id;
    private final Kind kind;
    private final Property<T> value;
    private final ObjectProperty<T> usual;
    private final ReadOnlyBooleanWrapper changed = new ReadOnlyBooleanWrapper(false);
    private final BooleanProperty usable = new SimpleBooleanProperty(true);
    private final List<T> choices;
    private final Function<T, String> written;
    private final Function<String, Optional<T>> read;

    /// How a value is chosen.
    public sealed interface Kind {
        /// A number.
        record Figure(Property<Number> value, NumberField.Range range) implements Kind {}

        /// One of several things, shown by name.
        record Choice() implements Kind {}

        /// One of what was found, shown by name. A value that was not found stays.
        ///
        /// @param found changes with what there is
        /// @param always what is offered in any case
        /// @param empty the message that says what the empty name stands for
        record Listed(StringProperty value, ObservableList<String> found, List<String> always, String empty)
                implements Kind {}

        /// Yes or no.
        record Flag(BooleanProperty value) implements Kind {}

        /// Anything one types.
        record Text(StringProperty value) implements Kind {}
    }

    private FormField(
            String id,
            Kind kind,
            Property<T> value,
            List<T> choices,
            Function<T, String> written,
            Function<String, Optional<T>> read) {
        this.id = id;
        this.kind = kind;
        this.value = value;
        this.usual = new SimpleObjectProperty<>(value.getValue());
        this.choices = List.copyOf(choices);
        this.written = written;
        this.read = read;
        value.subscribe(_ -> compare());
        usual.subscribe(_ -> compare());
    }

    /// {@return a whole number; its value now is the usual one}
    public static FormField<Number> whole(String id, Property<Number> value, NumberField.Range range) {
        return new FormField<>(
                id,
                new Kind.Figure(value, range),
                value,
                List.of(),
                number -> Integer.toString(number.intValue()),
                text -> range.read(text)
                        .filter(number -> number == Math.clamp(Math.rint(number), range.least(), range.most()))
                        .map(Double::intValue));
    }

    /// {@return a number; its value now is the usual one}
    public static FormField<Number> figure(String id, Property<Number> value, NumberField.Range range) {
        return new FormField<>(
                id,
                new Kind.Figure(value, range),
                value,
                List.of(),
                number -> new NumberField.Range(range.least(), range.most(), 1, 1).show(number.doubleValue()),
                text -> range.read(text)
                        .filter(number -> number >= Math.min(0, range.least()) && number <= range.most())
                        .map(number -> number));
    }

    /// {@return one of `all`, written as `name` says; its value now is the usual one}
    public static <T> FormField<T> choice(String id, Property<T> value, List<T> all, Function<T, String> name) {
        return new FormField<>(
                id,
                new Kind.Choice(),
                value,
                all,
                name,
                text -> all.stream()
                        .filter(each -> name.apply(each).equals(text))
                        .findFirst());
    }

    /// {@return yes or no; its value now is the usual one}
    public static FormField<Boolean> flag(String id, BooleanProperty value) {
        return new FormField<>(
                id,
                new Kind.Flag(value),
                value.asObject(),
                List.of(),
                String::valueOf,
                text -> text.equals("true") || text.equals("false")
                        ? Optional.of(Boolean.valueOf(text))
                        : Optional.empty());
    }

    /// {@return one of `found`; its value now is the usual one}
    ///
    /// @param always what is offered in any case
    /// @param empty the message that says what the empty name stands for
    static FormField<String> listed(
            String id, StringProperty value, ObservableList<String> found, List<String> always, String empty) {
        return new FormField<>(
                id, new Kind.Listed(value, found, always, empty), value, List.of(), text -> text, Optional::of);
    }

    /// {@return anything one types; its value now is the usual one}
    static FormField<String> text(String id, StringProperty value) {
        return new FormField<>(id, new Kind.Text(value), value, List.of(), text -> text, Optional::of);
    }

    /// {@return its name: `ID.name` and `ID.tip` are its words, `ID` its control}
    public String id() {
        return id;
    }

    /// {@return how it is chosen}
    public Kind kind() {
        return kind;
    }

    /// {@return what it can be, of a [Kind.Choice]}
    public List<T> choices() {
        return choices;
    }

    /// {@return how a choice is written}
    public String name(T choice) {
        return written.apply(choice);
    }

    /// {@return its value}
    public Property<T> valueProperty() {
        return value;
    }

    /// {@return its value}
    public T value() {
        return value.getValue();
    }

    /// {@return the value it has when nobody touched it}
    public ObjectProperty<T> usualProperty() {
        return usual;
    }

    /// {@return whether its value is not the usual one}
    public ReadOnlyBooleanProperty changedProperty() {
        return changed.getReadOnlyProperty();
    }

    /// {@return whether it takes part in what is asked for now}
    public BooleanProperty usableProperty() {
        return usable;
    }

    /// Takes the usual value.
    public void reset() {
        value.setValue(usual.get());
    }

    /// Another value is the usual one from now on; where nobody touched it, it is taken.
    void follow(T other) {
        boolean untouched = !changed.get();
        usual.set(other);
        if (untouched) {
            reset();
        }
    }

    /// {@return its value as text}
    public String text() {
        return written.apply(value.getValue());
    }

    /// Takes the value that `text` stands for, if it stands for one.
    public void read(String text) {
        read.apply(text).ifPresent(value::setValue);
    }

    private void compare() {
        changed.set(!same(value.getValue(), usual.get()));
    }

    private static boolean same(Object one, Object other) {
        return (one instanceof Number a && other instanceof Number b)
                ? a.doubleValue() == b.doubleValue()
                : one.equals(other);
    }
}
