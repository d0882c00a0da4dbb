package studio.sfumato.graph;

import java.util.Arrays;
import java.util.List;

/// A setting of a node, fixed when the graph is built.
public sealed interface Attribute {
    /// {@return the attribute's name, as the operator's specification gives it}
    String name();

    /// {@return a whole number}
    static Attribute of(String name, long value) {
        return new Whole(name, value);
    }

    /// {@return a real number}
    static Attribute of(String name, double value) {
        return new Real(name, (float) value);
    }

    /// {@return a string}
    static Attribute of(String name, String value) {
        return new Text(name, value);
    }

    /// {@return a list of whole numbers}
    static Attribute of(String name, long[] values) {
        return new Wholes(name, Arrays.stream(values).boxed().toList());
    }

    /// A whole number.
    record Whole(String name, long value) implements Attribute {}

    /// A real number.
    record Real(String name, float value) implements Attribute {}

    /// A string.
    record Text(String name, String value) implements Attribute {}

    /// A list of whole numbers.
    record Wholes(String name, List<Long> values) implements Attribute {}

    /// A graph inside the node.
    record Part(String name, Content content) implements Attribute {}

    /// Writes the content of a `GraphProto`.
    @FunctionalInterface
    interface Content {
        /// Writes it into `proto`.
        void write(Protobuf proto);
    }

    /// Writes an `AttributeProto`: name = 1, f = 2, i = 3, s = 4, g = 6, ints = 8, type = 20.
    default void write(Protobuf proto) {
        proto.text(1, name());
        switch (this) {
            case Real(String _, float value) -> proto.real(2, value).number(20, 1);
            case Whole(String _, long value) -> proto.number(3, value).number(20, 2);
            case Text(String _, String value) -> proto.text(4, value).number(20, 3);
            case Part(String _, Content content) ->
                proto.message(6, content::write).number(20, 5);
            case Wholes(String _, List<Long> values) -> {
                values.forEach(value -> proto.number(8, value));
                proto.number(20, 7);
            }
        }
    }
}
